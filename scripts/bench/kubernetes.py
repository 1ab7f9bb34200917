"""The measurements of bench-kubernetes.sh: `davit list` beside Helm's, and an install beside `kubectl apply`.

    kubernetes.py DAVIT KUBECTL ROOT FOLDER RUNS     with KUBECONFIG (a token) in the environment
"""

import base64
import gzip
import http.client
import json
import os
import ssl
import statistics
import subprocess
import sys
import time

import helm_python as helm
from measuring import concurrently, finish, measure, row

davit, kubectl, root, folder, runs = *sys.argv[1:5], int(sys.argv[5])
releases, revisions = 1000, 10
kubeconfig = os.environ["KUBECONFIG"]


def field(name):
    """The value of a key of the kubeconfig, which has each only once."""
    with open(kubeconfig) as file:
        return next(line.split(":", 1)[1].strip() for line in file if line.strip().startswith(f"{name}:"))


server = field("server").removeprefix("https://")
token = field("token")


class Server(http.client.HTTPSConnection):
    """A connection to the API server."""

    def __init__(self):
        super().__init__(server, context=ssl._create_unverified_context())

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
        self.request(method, path, body and json.dumps(body), headers)
        answer = self.getresponse()
        text = answer.read()
        if answer.status >= 300 and answer.status != 409:
            sys.exit(f"bench: {method} {path}: {answer.status} {text.decode()}")
        return json.loads(text)


def configmaps(namespace, selector):
    path = f"/api/v1/namespaces/{namespace}/configmaps?labelSelector={selector}"
    return Server().call("GET", path)["items"]


def post(connection, namespace, name, model, labels, annotations, data):
    metadata = {"name": name, "labels": model["metadata"]["labels"] | labels, "annotations": annotations}
    connection.call(
        "POST", f"/api/v1/namespaces/{namespace}/configmaps", {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata} | data
    )


def make_davit_releases(namespace, chart):
    """One real release is the model of all."""
    measure(davit, "install", "model", chart, "-n", namespace, "--create-namespace", "--no-wait")
    model = {item["metadata"]["labels"]["davit.kind"]: item for item in configmaps(namespace, "davit.release%3Dmodel")}

    def copy(connection, kind, release, revision):
        item = model[kind]
        name = f"davit.{release}.v{revision}" if kind == "revision" else f"davit-head.{release}"
        all_labels = json.loads(item["metadata"]["annotations"]["davit/labels"]) | {
            "davit.release": release,
            "davit.revision": str(revision if kind == "revision" else revisions),
        }
        data = {key: item[key] for key in ["binaryData"] if key in item}
        post(connection, namespace, name, item, {"davit.release": release}, {"davit/labels": json.dumps(all_labels)}, data)

    def one(connection, number):
        release = f"bench-{number // revisions:04}"
        if number % revisions == 0:
            copy(connection, "head", release, 0)
        copy(connection, "revision", release, 1 + number % revisions)

    concurrently(releases * revisions, Server, one)


def make_helm_releases(namespace, chart):
    subprocess.run([kubectl, "create", "namespace", namespace], check=True, capture_output=True)
    config = helm.Config(kubeconfig_path=kubeconfig, namespace=namespace, storage_driver="configmap")
    config.install(chart, "model")
    item = configmaps(namespace, "owner%3Dhelm")[0]
    record = json.loads(gzip.decompress(base64.b64decode(item["data"]["release"])))

    def one(connection, number):
        release, revision = f"bench-{number // revisions:04}", 1 + number % revisions
        status = "deployed" if revision == revisions else "superseded"
        copy = record | {"name": release, "version": revision, "info": record["info"] | {"status": status}}
        data = base64.b64encode(gzip.compress(json.dumps(copy).encode(), 6)).decode()
        labels = {"name": release, "version": str(revision), "status": status}
        post(connection, namespace, f"sh.helm.release.v1.{release}.v{revision}", item, labels, {}, {"data": {"release": data}})

    concurrently(releases * revisions, Server, one)
    return config


def lists():
    """`davit list` and Helm's list, both over as many releases and revisions, by turns."""
    davit_chart, helm_chart = f"{root}/charts/hello", f"{folder}/helm-chart"
    os.makedirs(f"{helm_chart}/templates")
    # The same objects for both: what the chart becomes on Kubernetes.
    manifests = subprocess.run(
        [davit, "convert", "kubernetes", "model", davit_chart, "--kube-version", "1.20"], capture_output=True, text=True, check=True
    ).stdout
    with open(f"{helm_chart}/Chart.yaml", "w") as file:
        file.write("apiVersion: v2\nname: hello\nversion: 0.1.0\n")
    with open(f"{helm_chart}/templates/all.yaml", "w") as file:
        file.write(manifests)
    make_davit_releases("bench-davit", davit_chart)
    config = make_helm_releases("bench-helm", helm_chart)
    command = [davit, "list", "-n", "bench-davit", "-o", "json"]
    ours, theirs = [], []
    for _ in range(runs):
        ours.append(measure(*command))
        begin = time.perf_counter()
        found = len(config.list())
        theirs.append((time.perf_counter() - begin) * 1000)
    broken = []
    count = len(json.loads(subprocess.run(command, capture_output=True, text=True).stdout))
    if count != releases + 1:
        broken.append(f"{count} releases are listed")
    if found != releases + 1:
        broken.append(f"Helm lists {found} releases")
    row(
        f"davit list of {releases} releases in ConfigMaps, {revisions} revisions each",
        statistics.median(ours), "Helm 4, in its process", statistics.median(theirs), 0.05, broken,
    )


def installs():
    """An install without waiting and `kubectl apply` of the same manifests, by turns."""
    chart, values = f"{root}/charts/voting-app", f"{root}/charts/voting-app/ci/test-values.yaml"
    manifests = f"{folder}/voting.yaml"
    with open(manifests, "w") as file:
        subprocess.run(
            [davit, "convert", "kubernetes", "vote", chart, "-f", values, "--kube-version", "1.20", "--generate-secrets"],
            stdout=file, stderr=subprocess.DEVNULL, check=True,
        )
    ours, theirs = [], []
    # kubectl keeps what it has discovered for ten minutes; the first run fills that.
    for number in range(runs + 1):
        for times, namespace, command in [
            (ours, f"bench-a{number}", [davit, "install", "vote", chart, "-f", values, "--no-wait"]),
            (theirs, f"bench-b{number}", [kubectl, "apply", "-f", manifests]),
        ]:
            subprocess.run([kubectl, "create", "namespace", namespace], check=True, capture_output=True)
            time.sleep(0.5)
            wall = measure(*command, "-n", namespace)
            if number > 0:
                times.append(wall)
            # Pods must not take the processors from what is measured next.
            subprocess.run([kubectl, "delete", "namespace", namespace, "--wait=false"], capture_output=True)
            time.sleep(3)
    row(
        "davit install voting-app on Kubernetes, --no-wait",
        statistics.median(ours), "kubectl apply", statistics.median(theirs), 1, [],
    )


installs()
lists()
finish()
