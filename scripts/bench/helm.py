"""Helm's side of the rendering benchmark: answers the same lines as `render-bench` does.

Helm's own engine in this process, as `helm-python-sdk` has it, on one thread like Davit's.
"""

import json
import os
import sys
import time

os.environ.update(GOMAXPROCS="1", TZ="UTC")
import helm_python as helm  # noqa: E402  (the Go runtime reads the environment when it is loaded)

chart_path = sys.argv[1]


def one_round():
    """Loads and renders once: milliseconds of processor time of both, and the files."""
    start = time.process_time()
    # Rendering changes the loaded chart, so every round needs a fresh one.
    with helm.Chart.load(chart_path) as chart:
        loaded = time.process_time()
        files = chart.render({}, name="release-name", namespace="default")
        rendered = time.process_time()
    return [(loaded - start) * 1000, (rendered - loaded) * 1000], files


def peak_mebibytes():
    """The most memory that this process ever held."""
    with open("/proc/self/status") as status:
        for line in status:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return 0


for line in sys.stdin:
    line = line.strip()
    if line == "memory":
        answer = peak_mebibytes()
    elif line == "render":
        answer = one_round()[1]
    else:
        answer = [one_round()[0] for _ in range(int(line))]
    print(json.dumps(answer), flush=True)
