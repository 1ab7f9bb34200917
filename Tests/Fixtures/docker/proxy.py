"""An HTTP proxy that only makes tunnels (CONNECT), and refuses those to hosts named in its arguments.

Prints its port, then a line for every request; ends with its standard input.
"""

import os
import socket
import sys
import threading

refused = set(sys.argv[1:])


def pass_on(source, sink):
    try:
        while data := source.recv(65536):
            sink.sendall(data)
    except OSError:
        pass
    finally:
        try:
            sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def serve(client):
    head = b""
    while b"\r\n\r\n" not in head:
        piece = client.recv(4096)
        if not piece:
            return client.close()
        head += piece
        # To TLS it answers in the clear, as Go's servers do.
        if head[0] == 0x16:
            client.sendall(b"HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTPS request to an HTTP server.\n")
            return client.close()
    method, target = head.split(b"\r\n", 1)[0].decode().split(" ")[:2]
    print(method, target, flush=True)
    host, _, port = target.rpartition(":")
    if method != "CONNECT" or host in refused:
        client.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        return client.close()
    engine = socket.create_connection((host, int(port)))
    client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
    threading.Thread(target=pass_on, args=(engine, client), daemon=True).start()
    pass_on(client, engine)


def listen(server):
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()


server = socket.create_server(("127.0.0.1", 0))
print(server.getsockname()[1], flush=True)
threading.Thread(target=listen, args=(server,), daemon=True).start()
sys.stdin.read()
os._exit(0)
