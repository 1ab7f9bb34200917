"""An admission webhook that is against everything, until its standard input ends.

    webhook.py CLUSTER-ADDRESS

Prints its URL as the cluster reaches it, and the certificate to trust it by in base64.
"""

import base64
import http.server
import json
import os
import socket
import ssl
import subprocess
import sys
import tempfile
import threading


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        review = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        review["response"] = {
            "uid": review["request"]["uid"],
            "allowed": False,
            "status": {"code": 403, "message": "the policy of the house wants a cost centre"},
        }
        del review["request"]
        body = json.dumps(review).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


# The address of this machine on the way to the cluster; nothing is sent.
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
    probe.connect((sys.argv[1], 6443))
    address = probe.getsockname()[0]

with tempfile.TemporaryDirectory() as folder:
    certificate, key = os.path.join(folder, "crt"), os.path.join(folder, "key")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
         "-days", "2", "-keyout", key, "-out", certificate, "-subj", "/CN=webhook",
         "-addext", f"subjectAltName=IP:{address}"],
        check=True, capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with open(certificate, "rb") as file:
        trusted = base64.b64encode(file.read()).decode()

server = http.server.ThreadingHTTPServer((address, 0), Handler)
server.socket = context.wrap_socket(server.socket, server_side=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
print(f"https://{address}:{server.server_address[1]}/", flush=True)
print(trusted, flush=True)
sys.stdin.read()
