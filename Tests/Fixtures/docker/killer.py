"""A proxy between a program and an engine that kills the program at a chosen call.

    killer.py ENGINE-SOCKET FOLDER NAME...

For each NAME it listens on FOLDER/NAME.sock. A program that connects (a process, whatever the number of
its connections) is killed with SIGKILL as the file FOLDER/NAME.rule says: `before` or `after`, the number
of write calls that it must have made by then, and the call. A write is meant by `write`, a read by what
it asks for. `before`: the engine does not see the call. `after`: the program does not see the answer.
From then on no call of that process is passed on. Without a rule nothing is killed.

Every call becomes a line of FOLDER/NAME.log: the number of writes before it and the call; then `killed`.
Prints a line when it listens; ends with its standard input.
"""

import json
import os
import re
import signal
import socket
import struct
import sys
import threading
import urllib.parse

engine, folder, names = sys.argv[1], sys.argv[2], sys.argv[3:]


class Process:
    """What is known of one process of the program."""

    def __init__(self, name, pid):
        self.name, self.pid = name, pid
        self.lock = threading.Lock()
        self.writes = 0
        self.dead = False
        try:
            with open(f"{folder}/{name}.rule") as file:
                self.when, count, self.call = file.read().strip().split(" ", 2)
                self.count = int(count)
        except (FileNotFoundError, ValueError):
            self.when = None

    def log(self, line):
        with open(f"{folder}/{self.name}.log", "a") as file:
            file.write(line + "\n")

    def admit(self, method, call):
        """Notes a call. None: do not pass it on. Else whether the program dies after it."""
        with self.lock:
            if self.dead:
                return None
            is_write = method != "GET"
            count = self.writes
            self.log(f"{count} {'write' if is_write else 'read'} {method} {call}")
            if is_write:
                self.writes += 1
            hit = self.when and count == self.count and self.call == ("write" if is_write else call)
            if hit and self.when == "before":
                self.kill()
                return None
            return bool(hit)

    def kill(self):
        self.dead = True
        os.kill(self.pid, signal.SIGKILL)
        self.log("killed")


processes = {}
processes_lock = threading.Lock()


def process(name, pid):
    """The process of a connection; None when it is gone already. Numbers come again, so its start counts."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            start = file.read().rpartition(")")[2].split()[19]
    except OSError:
        return None
    with processes_lock:
        key = name, pid, start
        if key not in processes:
            processes[key] = Process(name, pid)
        return processes[key]


def describe(target):
    """A call without what differs from run to run: identifiers, names, numbers, digests."""
    path, _, query = target.partition("?")
    path = re.sub(r"^/v[0-9.]+", "", path)
    path = re.sub(r"/(?=[a-z0-9]*[0-9])[a-z0-9]{25}\b", "/ID", path)
    fields = urllib.parse.parse_qs(query)
    fields.pop("version", None)
    if "filters" in fields:
        filters = json.loads(fields.pop("filters")[0])
        fields["by"] = [key + ":" + re.sub(r"=.*", "", value) if key == "label" else key
                        for key, values in filters.items() for value in sorted(values)[:2]]
        if "label" in filters:
            kinds = [value for value in filters["label"] if value.startswith("davit.kind=")]
            fields["by"] += kinds
    return path + "".join(f" {key}={','.join(values)}" for key, values in sorted(fields.items()))


class Reader:
    def __init__(self, connection):
        self.connection, self.buffer = connection, b""

    def fill(self):
        piece = self.connection.recv(65536)
        if not piece:
            raise EOFError
        self.buffer += piece

    def until(self, mark):
        while mark not in self.buffer:
            self.fill()
        end = self.buffer.index(mark) + len(mark)
        result, self.buffer = self.buffer[:end], self.buffer[end:]
        return result

    def exactly(self, count):
        while len(self.buffer) < count:
            self.fill()
        result, self.buffer = self.buffer[:count], self.buffer[count:]
        return result

    def message(self):
        """A head, and head and body together."""
        head = self.until(b"\r\n\r\n")
        lower = head.lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", lower)
        if length:
            return head, head + self.exactly(int(length[1]))
        if not re.search(rb"\r\ntransfer-encoding: *chunked", lower):
            return head, head
        body = b""
        while True:
            line = self.until(b"\r\n")
            size = int(line.split(b";")[0], 16)
            body += line + self.exactly(size + 2)
            if size == 0:
                return head, head + body


def serve(name, client):
    pid = struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    owner = process(name, pid)
    if owner is None:
        return client.close()
    upstream = socket.socket(socket.AF_UNIX)
    try:
        upstream.connect(engine)
        requests, answers = Reader(client), Reader(upstream)
        while True:
            head, request = requests.message()
            method, target = head.split(b" ", 2)[:2]
            fate = owner.admit(method.decode(), describe(target.decode()))
            if fate is None:
                return
            upstream.sendall(request)
            _, answer = answers.message()
            with owner.lock:
                if owner.dead:
                    return
                if fate:
                    return owner.kill()
            client.sendall(answer)
    except (EOFError, OSError):
        pass
    finally:
        client.close()
        upstream.close()


def listen(name):
    server = socket.socket(socket.AF_UNIX)
    server.bind(f"{folder}/{name}.sock")
    server.listen(64)
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=(name, client), daemon=True).start()


for name in names:
    threading.Thread(target=listen, args=(name,), daemon=True).start()
while not all(os.path.exists(f"{folder}/{name}.sock") for name in names):
    pass
print("listening", flush=True)
sys.stdin.read()
os._exit(0)
