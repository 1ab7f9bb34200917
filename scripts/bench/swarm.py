"""The measurements of bench-swarm.sh: davit beside `docker stack deploy`, and `davit list` over many releases.

    swarm.py DAVIT DOCKER FOLDER RUNS     with DOCKER_HOST in the environment
"""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import time

from measuring import concurrently, finish, measure, row

davit, docker, folder, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
engine = os.environ["DOCKER_HOST"].removeprefix("unix://")
services, releases, revisions = 100, 1000, 10


class Engine(http.client.HTTPConnection):
    """A connection to the engine's socket."""

    def __init__(self):
        super().__init__("docker")

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(engine)

    def call(self, method, path, body=None):
        self.request(method, path, body and json.dumps(body), {"Content-Type": "application/json"})
        answer = self.getresponse()
        text = answer.read()
        if answer.status >= 300:
            sys.exit(f"bench: {method} {path}: {answer.status} {text.decode()}")
        return json.loads(text) if text else None


def calls(*command):
    """The calls that a command makes to the engine, as `read METHOD:PATH` and `write …`."""
    proxy = subprocess.Popen(
        [sys.executable, "Tests/Fixtures/killer.py", engine, folder, "count"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    proxy.stdout.readline()
    done = subprocess.run(
        command, capture_output=True, env=os.environ | {"DOCKER_HOST": f"unix://{folder}/count.sock"}
    )
    proxy.communicate()
    os.unlink(f"{folder}/count.sock")
    log = f"{folder}/count.log"
    with open(log) as file:
        lines = [line.split(" ", 1)[1].strip() for line in file]
    os.unlink(log)
    if done.returncode != 0:
        sys.exit(f"bench: {' '.join(command)}: exit status {done.returncode}")
    # What the engine's version is, is asked for before anything else.
    return [line for line in lines if line != "read GET:/_ping"]


def write_stack():
    """The same stack for both: a Compose file, and a chart with that file as its only template.

    Without replicas, as starting tasks is the engine's work and the same for both.
    """
    lines = ["services:"]
    for number in range(services):
        lines += [
            f"  s{number:03}:",
            "    image: davit-test/busybox:1",
            '    command: [sleep, "3600"]',
            f'    environment: {{NUMBER: "{number}"}}',
            "    networks: [net]",
            "    deploy: {replicas: 0}",
        ]
    lines += ["networks:", "  net: {}", ""]
    os.makedirs(f"{folder}/chart/templates")
    with open(f"{folder}/chart/Chart.yaml", "w") as file:
        file.write("apiVersion: v2\nname: hundred\nversion: 0.1.0\n")
    with open(f"{folder}/chart/templates/compose.yaml", "w") as file:
        file.write("\n".join(lines))
    with open(f"{folder}/stack.yml", "w") as file:
        file.write('version: "3.8"\n' + "\n".join(lines))


def wait_for_rest():
    """Until the engine has forgotten the stacks' networks, and has had a moment to itself."""
    while any("_net" in network["Name"] for network in Engine().call("GET", "/networks")):
        time.sleep(0.1)
    time.sleep(0.5)


def stacks():
    """An install and an upgrade with nothing to change, by turns with Docker's own."""
    write_stack()
    deploy = [docker, "stack", "deploy", "-c", f"{folder}/stack.yml", "stack"]
    install = [davit, "install", "stack", f"{folder}/chart", "--no-wait"]
    upgrade = [davit, "upgrade", "stack", f"{folder}/chart", "--no-wait"]
    times = {name: [] for name in ["install", "deploy", "upgrade", "again"]}
    for _ in range(runs):
        times["deploy"].append(measure(*deploy))
        time.sleep(0.5)
        times["again"].append(measure(*deploy))
        measure(docker, "stack", "rm", "stack")
        wait_for_rest()
        times["install"].append(measure(*install))
        time.sleep(0.5)
        times["upgrade"].append(measure(*upgrade))
        made = calls(*upgrade)
        measure(davit, "uninstall", "stack")
        wait_for_rest()
    median = {name: statistics.median(values) for name, values in times.items()}
    title = f"of {services} services"
    row(f"davit install {title}, --no-wait", median["install"], "docker stack deploy", median["deploy"], 0.5, [])
    written = [call for call in made if call.startswith("write")]
    broken = [f"{len(written)} write calls"] if written else []
    row(f"davit upgrade {title}, nothing to change", median["upgrade"], "docker stack deploy", median["again"], 0.2, broken)


def lists():
    """`davit list` when every release has one revision, and when it has ten."""
    # One real release is the model of all.
    measure(davit, "install", "model", f"{folder}/chart", "--no-wait")
    filters = json.dumps({"label": ["davit.release=model"]})
    model = {
        config["Spec"]["Labels"]["davit.kind"]: config["Spec"]
        for config in Engine().call("GET", "/configs?filters=" + filters.replace(" ", "").replace('"', "%22"))
    }

    def copy(connection, kind, release, revision):
        spec = model[kind]
        name = f"davit.{release}.v{revision}" if kind == "revision" else f"davit-head.{release}"
        labels = spec["Labels"] | {
            "davit.release": release,
            "davit.namespace": release,
            "davit.revision": str(revision if kind == "revision" else revisions),
        }
        connection.call("POST", "/configs/create", {"Name": name, "Labels": labels, "Data": spec["Data"]})

    def first(connection, number):
        copy(connection, "head", f"bench-{number:04}", 0)
        copy(connection, "revision", f"bench-{number:04}", 1)

    def further(connection, number):
        copy(connection, "revision", f"bench-{number % releases:04}", 2 + number // releases)

    command = [davit, "list", "-o", "json"]
    concurrently(releases, Engine, first)
    time.sleep(1)
    short = statistics.median(measure(*command) for _ in range(runs))
    concurrently(releases * (revisions - 1), Engine, further)
    time.sleep(1)
    long = statistics.median(measure(*command) for _ in range(runs))
    broken = [] if long < 300 else ["not under 300 ms"]
    made = calls(*command)
    if len(made) != 1:
        broken.append(f"{len(made)} requests")
    count = len(json.loads(subprocess.run(command, capture_output=True, text=True).stdout))
    if count != releases + 1:
        broken.append(f"{count} releases are listed")
    row(
        f"davit list of {releases} releases, {revisions} revisions each (< 300 ms)",
        long, "the same with 1 revision each", short, 1.5, broken,
    )


stacks()
lists()
finish()
