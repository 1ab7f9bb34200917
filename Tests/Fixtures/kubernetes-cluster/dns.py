"""The DNS server of a test cluster: asks the API server when it is asked.

    dns.py ADDRESS SERVER CA CERTIFICATE KEY

Names of Services (their cluster address, or for headless ones those of the ready pods), of pods of a
headless Service by their host name, external names, and SRV records of named ports. It knows nothing
outside of the cluster, whose network has no way out, and speaks UDP only.
"""

import http.client
import json
import re
import socketserver
import ssl
import struct
import sys
import time

DOMAIN = "cluster.local"
SECONDS = 5
A, CNAME, AAAA, SRV = 1, 5, 28, 33
NO_ERROR, SERVER_FAILURE, NO_SUCH_NAME = 0, 2, 3


class API:
    """Reads objects with a client certificate and remembers them for a second."""

    def __init__(self, server, authority, certificate, key):
        host, port = server.rsplit(":", 1)
        context = ssl.create_default_context(cafile=authority)
        context.load_cert_chain(certificate, key)
        self.connect = lambda: http.client.HTTPSConnection(host, int(port), context=context, timeout=3)
        self.known = {}

    def get(self, kind, namespace, name):
        path = f"/api/v1/namespaces/{namespace}/{kind}/{name}"
        until, found = self.known.get(path, (0, None))
        if until < time.monotonic():
            found = self.read(path)
            self.known[path] = (time.monotonic() + 1, found)
        return found

    def read(self, path):
        connection = self.connect()
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            body = response.read()
        finally:
            connection.close()
        if response.status == 404:
            return None
        if response.status != 200:
            raise OSError(f"{path}: status {response.status}")
        return json.loads(body)


def members(endpoints):
    """The ready addresses of a Service, each with its name below the Service and its named ports."""
    for subset in (endpoints or {}).get("subsets") or []:
        for address in subset.get("addresses") or []:
            host = address.get("hostname") or address["ip"].replace(".", "-")
            yield host, address["ip"], subset.get("ports") or []


def lookup(api, name):
    """The records of a name as (type, value), or None when there is no such name."""
    labels = name.split(".")
    if not name.endswith("." + DOMAIN) or labels[-3] not in ("svc", "pod"):
        return None
    kind, labels = labels[-3], labels[:-3]
    if kind == "pod":
        dashed = len(labels) == 2 and re.fullmatch(r"\d+-\d+-\d+-\d+", labels[0])
        return [(A, labels[0].replace("-", "."))] if dashed else None
    if len(labels) < 2:
        return None
    *inner, service_name, namespace = labels
    service = api.get("services", namespace, service_name)
    if service is None:
        return None
    spec = service["spec"]
    if spec["type"] == "ExternalName":
        return [(CNAME, spec["externalName"])] if not inner else None
    headless = spec.get("clusterIP") == "None"
    if not inner and not headless:
        return [(A, spec["clusterIP"])]
    found = list(members(api.get("endpoints", namespace, service_name)))
    if not inner:
        return [(A, address) for _, address, _ in found]
    if len(inner) == 1:
        return [(A, address) for host, address, _ in found if host == inner[0]] or None
    if len(inner) == 2 and inner[0].startswith("_") and inner[1].startswith("_"):
        port, protocol = inner[0][1:], inner[1][1:].upper()
        base = ".".join([service_name, namespace, "svc", DOMAIN])
        if headless:
            ports = [(p, f"{host}.{base}") for host, _, ports in found for p in ports]
        else:
            ports = [(p, base) for p in spec.get("ports") or []]
        return [
            (SRV, (p["port"], target))
            for p, target in ports
            if p.get("name") == port and p.get("protocol", "TCP") == protocol
        ] or None
    return None


def encode(name):
    parts = [part.encode() for part in name.rstrip(".").split(".")]
    return b"".join(bytes([len(part)]) + part for part in parts) + b"\0"


def record(owner, kind, value):
    if kind == A:
        data = bytes(int(part) for part in value.split("."))
    elif kind == CNAME:
        data = encode(value)
    else:
        port, target = value
        data = struct.pack(">HHH", 0, 100, port) + encode(target)
    return owner + struct.pack(">HHIH", kind, 1, SECONDS, len(data)) + data


def question(packet):
    """The name that is asked for, the type, and where the question ends."""
    labels, position = [], 12
    while packet[position]:
        length = packet[position]
        labels.append(packet[position + 1 : position + 1 + length].decode("ascii"))
        position += 1 + length
    return ".".join(labels).lower(), struct.unpack(">H", packet[position + 1 : position + 3])[0], position + 5


def answer(api, packet):
    name, kind, end = question(packet)
    records = []
    try:
        found = lookup(api, name)
        code = NO_SUCH_NAME if found is None else NO_ERROR
        for found_kind, value in found or []:
            if found_kind in (kind, CNAME):
                records.append(record(b"\xc0\x0c", found_kind, value))
            if found_kind == CNAME and kind == A:
                for target_kind, target in lookup(api, value.rstrip(".")) or []:
                    if target_kind == A:
                        records.append(record(encode(value), A, target))
    except (OSError, http.client.HTTPException) as error:
        print(f"{name}: {error}", flush=True)
        code = SERVER_FAILURE
    # A response, authoritative, with the caller's wish for recursion repeated.
    flags = 0x8480 | (packet[2] & 1) << 8 | code
    head = packet[:2] + struct.pack(">HHHHH", flags, 1, len(records), 0, 0)
    return head + packet[12:end] + b"".join(records)


class Server(socketserver.ThreadingUDPServer):
    allow_reuse_address = True
    daemon_threads = True


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        packet, socket = self.request
        try:
            response = answer(self.server.api, packet)
        except (IndexError, UnicodeDecodeError, struct.error):
            return
        socket.sendto(response, self.client_address)


if __name__ == "__main__":
    with Server((sys.argv[1], 53), Handler) as server:
        server.api = API(*sys.argv[2:6])
        server.serve_forever()
