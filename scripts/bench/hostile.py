"""Tries the charts of Tests/Fixtures/hostile.jsonl, which are meant to hurt, on a release build.

    hostile.py DAVIT [ID...]

Each is to end with one error within 2 s and 512 MiB. Prints one line of the table of bench.sh, and before it,
on standard error, what is not as promised. The exit status is 1 if anything is not.
"""

import json
import os
import re
import sys
import tempfile
import time

SECONDS, MEBIBYTES = 2.0, 512
davit, wanted = sys.argv[1], set(sys.argv[2:])
fixtures = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../Tests/Fixtures/hostile.jsonl")


def text(content):
    if isinstance(content, dict):
        content = content["before"] + content["text"] * content["times"] + content["after"]
    # Sizes in marks are smaller where code is not optimised; see HostileTests.
    return re.sub(r"<<(\d+)>>", r"\1", content)


def write(folder, case):
    files = {"Chart.yaml": "apiVersion: v2\nname: h\nversion: 1.0.0\n", "values.yaml": ""}
    if "template" in case:
        files["templates/t.yaml"] = case["template"]
    files.update(case.get("files", {}))
    for path, content in files.items():
        path = os.path.join(folder, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", newline="") as file:
            file.write(text(content))


def run(folder):
    """Exit status, wall seconds and peak MiB of one process, and what it told."""
    with tempfile.TemporaryFile() as output:
        begin = time.perf_counter()
        pid = os.posix_spawn(
            davit,
            [davit, "template", "x", folder],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_DUP2, output.fileno(), 2),
            ],
        )
        _, status, usage = os.wait4(pid, 0)
        wall = time.perf_counter() - begin
        output.seek(0)
        return os.waitstatus_to_exitcode(status), wall, usage.ru_maxrss / 1024, output.read().decode()


count, slowest, largest, broken = 0, 0.0, 0.0, []
with open(fixtures) as file:
    cases = [json.loads(line) for line in file]
for case in cases:
    if wanted and case["id"] not in wanted:
        continue
    with tempfile.TemporaryDirectory() as folder:
        write(folder, case)
        status, wall, peak, told = run(folder)
        if wall > SECONDS:
            # Another program may have been in the way.
            again = run(folder)
            wall, peak = min(wall, again[1]), max(peak, again[2])
    count, slowest, largest = count + 1, max(slowest, wall), max(largest, peak)
    problems = []
    if status < 0 or status > 6 or (status != 0) != ("Error: " in told):
        problems.append(f"exit status {status}: {told[:200]}")
    if wall > SECONDS:
        problems.append(f"{wall:.2f} s")
    if peak > MEBIBYTES:
        problems.append(f"{peak:.0f} MiB")
    if problems:
        broken.append(case["id"])
        print(f"hostile: {case['id']}: {', '.join(problems)}", file=sys.stderr)
print(
    f"| {count} hostile charts, the slowest and the largest | {slowest * 1000:.0f} | a promise | {SECONDS * 1000:.0f} "
    f"| {slowest / SECONDS:.2f} (≤ 1) | {largest:.0f} (≤ {MEBIBYTES}) | {', '.join(broken) or 'ok'} |",
    flush=True,
)
sys.exit(1 if broken else 0)
