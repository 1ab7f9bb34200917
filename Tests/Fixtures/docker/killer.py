"""A proxy between a program and an engine that kills the program at a chosen call.

    killer.py ENGINE-SOCKET FOLDER NAME...

For each NAME it listens on FOLDER/NAME.sock. A program that connects (a process, whatever the number of
its connections) is killed with SIGKILL as the file FOLDER/NAME.rule says: `before` or `after`, the write
call that the process must have made last (`-` is none, `*` any), and the call. `before`: the engine does not see
the call. `after`: the program does not see the answer. From then on no call of that process is passed on.
Without a rule nothing is killed. Calls are written without what differs from run to run; writes of one
sort are counted: `POST:/configs/create#2`.

Every call becomes a line of FOLDER/NAME.log: the write before it, `read` or `write`, the call itself; then
`killed`.
Prints a line when it listens; ends with its standard input.
"""

import collections
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
        self.last = "-"
        self.counts = collections.Counter()
        self.dead = False
        try:
            with open(f"{folder}/{name}.rule") as file:
                self.when, self.after, self.call = file.read().split()
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
            call = f"{method}:{call}"
            if is_write:
                self.counts[call] += 1
                call = f"{call}#{self.counts[call]}"
            self.log(f"{self.last} {'write' if is_write else 'read'} {call}")
            # A write is known by itself: what comes at once comes in any order.
            hit = self.when and self.call == call and (is_write or self.after in (self.last, "*"))
            if is_write:
                self.last = call
            if hit and self.when == "before":
                self.kill()
                return None
            return bool(hit)

    def kill(self):
        self.dead = True
        self.log("killed")
        os.kill(self.pid, signal.SIGKILL)


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
    return path + "".join(f"?{key}={','.join(values)}" for key, values in sorted(fields.items()))


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
