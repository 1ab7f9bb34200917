"""Compares Davit's engine with Helm's on charts, and prints a table.

    compare.py RENDER_BENCH PYTHON CHART...

RENDER_BENCH is the program of that name, PYTHON an interpreter that has `helm-python-sdk`. Each engine loops
in a process of its own, on one thread, and they take turns, so that both see the same machine. What they
render is compared before anything is measured. The exit status is 1 if a promise is broken.
"""

import json
import os
import re
import statistics
import subprocess
import sys

FASTER = 3.0
MEMORY = 1 / 3
TURNS = 8
HERE = os.path.dirname(os.path.abspath(__file__))


class Engine:
    """A process that loads and renders one chart on demand."""

    def __init__(self, *command):
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        try:
            return json.loads(answer)
        except ValueError:
            raise RuntimeError(answer.strip() or "ended without an answer") from None

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def comparable(files):
    """Rendered files without what has to differ: the name of the program, and hashes of texts with it."""
    return {
        name: re.sub(r"(?m)^.*checksum/.*$", "", text.replace("Davit", "Helm"))
        for name, text in files.items()
        if not name.endswith("/NOTES.txt")
    }


def template_bytes(chart):
    size = 0
    for folder, _, names in os.walk(chart):
        if "/templates" in f"{folder}/":
            size += sum(os.path.getsize(os.path.join(folder, name)) for name in names)
    return size


def compare(chart, davit, helm):
    """The row of one chart, and whether the promises hold."""
    ours, theirs = comparable(davit.ask("render")), comparable(helm.ask("render"))
    different = [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    if different:
        return f"| {chart} | {len(different)} files differ, first {sorted(different)[0]} |", False
    davit.ask(3)
    once = statistics.median(sum(times) for times in helm.ask(3))
    rounds = max(1, min(20, int(60 / once)))
    times = {"davit": [], "helm": []}
    for _ in range(TURNS):
        times["davit"] += davit.ask(rounds)
        times["helm"] += helm.ask(rounds)
    medians = {
        name: [statistics.median(map(of, all_times)) for of in (lambda t: t[0], lambda t: t[1], sum)]
        for name, all_times in times.items()
    }
    peaks = davit.ask("memory"), helm.ask("memory")
    ratio = medians["helm"][2] / medians["davit"][2]
    broken = []
    if ratio < FASTER:
        broken.append(f"not {FASTER:.0f} times faster")
    if peaks[0] > peaks[1] * MEMORY:
        broken.append("more than a third of the memory")
    cells = [
        os.path.basename(chart.rstrip("/")),
        f"{template_bytes(chart) / 1000:.0f}",
        " / ".join(f"{time:.2f}" for time in medians["davit"]),
        " / ".join(f"{time:.2f}" for time in medians["helm"]),
        f"{ratio:.1f} (≥ {FASTER:.0f})",
        f"{peaks[0]:.0f} / {peaks[1]:.0f}",
        ", ".join(broken) or "ok",
    ]
    return f"| {' | '.join(cells)} |", not broken


def main(bench, python, *charts):
    print("| chart | templates kB | Davit: load / render / both ms | Helm 4: the same | times faster | peak MiB | result |")
    print("|---|--:|--:|--:|--:|--:|---|")
    good = True
    for chart in charts:
        davit = Engine(bench, chart)
        helm = Engine(python, os.path.join(HERE, "helm.py"), chart)
        try:
            row, holds = compare(chart, davit, helm)
        except RuntimeError as error:
            row, holds = f"| {chart} | {error} |", False
        print(row, flush=True)
        good = good and holds
        davit.close()
        helm.close()
    return 0 if good else 1


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
