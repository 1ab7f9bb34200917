"""An HTTP server with the faults that a client must bear, for tests.

Serves on a free loopback port, with "--tls FOLDER" encrypted with the certificates of that folder,
or on the Unix socket that the only argument names. Prints the port (or the path) and ends when its
standard input does.
"""

import base64
import gzip
import itertools
import os
import socket
import socketserver
import ssl
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

lock = threading.Lock()
connections = itertools.count(1)
counters = {}
active = 0
most_active = 0


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def setup(self):
        super().setup()
        self.connection_number = next(connections)

    def log_message(self, *arguments):
        pass

    def address_string(self):
        return "client"

    def answer(self, status=200, body=b"", headers=None):
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def serve(self):
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        length = int(self.headers.get("Content-Length") or 0)
        self.body = self.rfile.read(length)
        getattr(self, "serve_" + url.path.strip("/").replace("-", "_"), self.serve_unknown)(query)

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = serve

    def serve_unknown(self, query):
        self.answer(404, b"nothing here")

    def serve_hello(self, query):
        self.answer(200, b"hello", {"X-Thing": "  some Value "})

    def serve_echo(self, query):
        head = f"{self.command} {self.path}\n"
        head += "".join(f"{name.lower()}: {value}\n" for name, value in self.headers.items())
        self.answer(200, head.encode() + b"\n" + self.body)

    def serve_warnings(self, query):
        self.send_response(200)
        self.send_header("Warning", '299 - "one"')
        self.send_header("Warning", '299 - "two"')
        self.send_header("Content-Length", "0")
        self.end_headers()

    def serve_redirect(self, query):
        self.answer(int(query.get("status", "302")), b"elsewhere", {"Location": query["to"]})

    def serve_loop(self, query):
        self.answer(302, b"", {"Location": "/loop"})

    def serve_gzip(self, query):
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(b"a" * int(query["size"]))
            self.answer(200, body, {"Content-Encoding": "gzip"})
        else:
            self.answer(200, b"not asked")

    def serve_etag(self, query):
        if self.headers.get("If-None-Match") == '"one"':
            self.answer(304, b"", {"ETag": '"one"'})
        else:
            self.answer(200, b"content", {"ETag": '"one"'})

    def serve_large(self, query):
        self.answer(200, b"x" * int(query["size"]))

    def serve_truncated(self, query):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"only this")
        self.close_connection = True

    def serve_silence(self, query):
        self.close_connection = True

    def serve_stall(self, query):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"some")
        self.wfile.flush()
        time.sleep(600)

    def serve_events(self, query):
        self.send_response(int(query.get("status", "200")))
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for number in range(int(query["count"])):
            self.wfile.write(b"2\r\n%d\n\r\n" % (number % 10))
            self.wfile.flush()
            time.sleep(0.02)
        self.wfile.write(b"0\r\n\r\n")

    def serve_fail_first(self, query):
        """Fails `times` times under one `key`, with `status` or by breaking the connection."""
        with lock:
            counters[query["key"]] = counters.get(query["key"], 0) + 1
            count = counters[query["key"]]
        if count > int(query["times"]):
            self.answer(200, str(count).encode())
        elif "status" in query:
            self.answer(int(query["status"]), b"not now", {"Retry-After": "0"})
        else:
            self.close_connection = True

    def serve_connection(self, query):
        self.answer(200, str(self.connection_number).encode())

    def serve_concurrency(self, query):
        global active, most_active
        with lock:
            active += 1
            most_active = max(most_active, active)
        time.sleep(0.05)
        with lock:
            active -= 1
        self.answer(200, str(most_active).encode())

    def serve_who(self, query):
        """The common name of the client's certificate."""
        certificate = self.connection.getpeercert() or {}
        names = dict(pair for entry in certificate.get("subject", ()) for pair in entry)
        self.answer(200, names.get("commonName", "nobody").encode())

    def serve_secret(self, query):
        expected = "Basic " + base64.b64encode(b"ann:pass word").decode()
        if self.headers.get("Authorization") == expected:
            self.answer(200, b"welcome")
        else:
            self.answer(401, b"who are you", {"WWW-Authenticate": 'Basic realm="test"'})


class Server(ThreadingHTTPServer):
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """Clients that go away are what the tests are about."""


class UnixServer(Server):
    def server_bind(self):
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "localhost", 0

    def get_request(self):
        request, _ = self.socket.accept()
        return request, ("local", 0)


def main():
    if len(sys.argv) == 2:
        UnixServer.address_family = socket.AF_UNIX
        server = UnixServer(sys.argv[1], Handler)
        print(sys.argv[1], flush=True)
    else:
        server = Server(("127.0.0.1", 0), Handler)
        if len(sys.argv) == 3:
            folder = sys.argv[2]
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(f"{folder}/server.pem", f"{folder}/server.key")
            context.load_verify_locations(f"{folder}/ca.pem")
            context.verify_mode = ssl.CERT_OPTIONAL
            server.socket = context.wrap_socket(server.socket, server_side=True)
        print(server.server_port, flush=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
