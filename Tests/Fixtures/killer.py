"""A proxy between a program and an engine that kills the program at a chosen call.

    killer.py [--tcp] ENGINE-SOCKET FOLDER NAME...

For each NAME it listens on FOLDER/NAME.sock, or with --tcp on a port of 127.0.0.1 that FOLDER/NAME.port names. A
program that connects (a process, whatever the number of its connections) is killed with SIGKILL as the file FOLDER/NAME.rule says: `before` or `after`, the write
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

is_tcp = sys.argv[1] == "--tcp"
engine, folder, *names = sys.argv[2 if is_tcp else 1:]


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
            is_write = method != "GET" and call != "/DRY-RUN"
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
    if is_tcp:
        return describe_object(path, query)
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


def describe_object(path, query):
    """The same for a call to Kubernetes.

    All one are those that ask for the kinds that there are, those that look through all kinds, and dry runs.
    """
    if re.fullmatch(r"/(version|api|apis|api/v1|apis/[^/]+(/[^/]+)?)", path):
        return "/DISCOVERY"
    if "dryRun=" in query:
        return "/DRY-RUN"
    if "labelSelector=davit%2Frelease-name" in query or "labelSelector=davit/release-name" in query:
        return "/OWNED"
    path = re.sub(r"/namespaces/[^/]+", "/namespaces/NAMESPACE", path)
    path = re.sub(r"davit-blob\.[0-9a-f]+", "davit-blob.DIGEST", path)
    path = re.sub(r"davit(-head)?\.[^./]+(\.v\d+)?$", r"davit\1.RELEASE", path)
    path = re.sub(r"-(?=[a-z0-9]*\d)[a-z0-9]{8,16}$", "-HASH", path)
    fields = urllib.parse.parse_qs(query)
    for key in ["fieldManager", "resourceVersion", "timeoutSeconds", "limit", "continue", "fieldSelector"]:
        fields.pop(key, None)
    for key, values in fields.items():
        fields[key] = [re.sub(r"(?<!davit\.kind)=[^,]*", "", value) for value in values]
    return path + "".join(f"?{key}={','.join(values)}" for key, values in sorted(fields.items()))


def peer(client):
    """The number of the process at the other end of a connection; None when it is gone already."""
    if not is_tcp:
        return struct.unpack("3i", client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))[0]
    ends = ["0100007F:%04X" % end[1] for end in (client.getpeername(), client.getsockname())]
    with open("/proc/net/tcp") as file:
        sockets = [f"socket:[{row[9]}]" for row in map(str.split, file) if row[1:3] == ends]
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm") as file:
                if not file.read().startswith("davit"):
                    continue
            if any(os.readlink(entry.path) in sockets for entry in os.scandir(f"/proc/{pid}/fd")):
                return int(pid)
        except OSError:
            continue
    return None


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

    def pieces(self):
        """The head of a message and then its body, in the pieces in which it comes."""
        head = self.until(b"\r\n\r\n")
        yield head
        lower = head.lower()
        length = re.search(rb"\r\ncontent-length: *(\d+)", lower)
        if length:
            yield self.exactly(int(length[1]))
        elif re.search(rb"\r\ntransfer-encoding: *chunked", lower):
            size = None
            while size != 0:
                line = self.until(b"\r\n")
                size = int(line.split(b";")[0], 16)
                yield line + self.exactly(size + 2)


def serve(name, client):
    pid = peer(client)
    owner = pid and process(name, pid)
    if owner is None:
        return client.close()
    upstream = socket.socket(socket.AF_UNIX)
    try:
        upstream.connect(engine)
        requests, answers = Reader(client), Reader(upstream)
        while True:
            request = list(requests.pieces())
            method, target = request[0].split(b" ", 2)[:2]
            fate = owner.admit(method.decode(), describe(target.decode()))
            if fate is None:
                return
            upstream.sendall(b"".join(request))
            answer = answers.pieces()
            if b"watch=" not in target:
                answer = [b"".join(answer)]
            for piece in answer:
                with owner.lock:
                    if owner.dead:
                        return
                    if fate:
                        return owner.kill()
                client.sendall(piece)
    except (EOFError, OSError):
        pass
    finally:
        client.close()
        upstream.close()


def listen(name):
    server = socket.socket(socket.AF_INET if is_tcp else socket.AF_UNIX)
    server.bind(("127.0.0.1", 0) if is_tcp else f"{folder}/{name}.sock")
    server.listen(64)
    if is_tcp:
        with open(f"{folder}/{name}.part", "w") as file:
            file.write(str(server.getsockname()[1]))
        os.rename(f"{folder}/{name}.part", f"{folder}/{name}.port")
    while True:
        client, _ = server.accept()
        threading.Thread(target=serve, args=(name, client), daemon=True).start()


for name in names:
    threading.Thread(target=listen, args=(name,), daemon=True).start()
while not all(os.path.exists(f"{folder}/{name}.{'port' if is_tcp else 'sock'}") for name in names):
    pass
print("listening", flush=True)
sys.stdin.read()
os._exit(0)
