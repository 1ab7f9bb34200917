#!/usr/bin/env bash
# Measures what the project promises about speed and memory, and prints it as a table.
#
#   scripts/bench.sh [RUNS]     RUNS: how often each command runs (default 40)
#
# Each row runs a command and a reference by turns, so that both see the same machine, and
# compares the medians. (A peak below 14 MiB is not seen: that is what the measuring process itself
# leaves in the counter.) The exit status is 1 if a promise is broken. DAVIT names the command to
# measure; without it the release build is made and used.
#
# Then the engine is compared with Helm 4's, which PyPI has as a library (helm-python-sdk), on charts that
# are made for it and on those in the folders that BENCH_CHARTS names (separated by colons).
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

have python3 || die "needs python3: run scripts/install-deps.sh test"
have curl || die "needs curl: run scripts/install-deps.sh test"
runs=${1:-40}
davit=${DAVIT:-$(build_release)}
failed=0

# row TITLE MAX_RATIO MAX_MIB COMMAND -- REFERENCE: one line of the table; a limit of - is none.
row() {
    RUNS=$runs python3 - "$@" <<'END' || failed=1
import os, statistics, sys, time

title, max_ratio, max_mib, *rest = sys.argv[1:]
cut = rest.index("--")
commands = {"davit": rest[:cut], "reference": rest[cut + 1 :]}
quiet = [
    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
]


def measure(command):
    """Wall time in ms and peak memory in MiB of one whole process."""
    begin = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ, file_actions=quiet)
    _, status, usage = os.wait4(pid, 0)
    wall = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"bench: {' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return wall * 1000, usage.ru_maxrss / 1024


for command in commands.values():
    measure(command)
walls = {name: [] for name in commands}
peak = 0.0
for _ in range(int(os.environ["RUNS"])):
    for name, command in commands.items():
        wall, memory = measure(command)
        walls[name].append(wall)
        if name == "davit":
            peak = max(peak, memory)
one = statistics.median(walls["davit"])
other = statistics.median(walls["reference"])
ratio = one / other
broken = []
if max_ratio != "-" and ratio > float(max_ratio):
    broken.append(f"ratio over {max_ratio}")
if max_mib != "-" and peak >= float(max_mib):
    broken.append(f"peak not under {max_mib} MiB")
print(
    f"| {title} | {one:.1f} | {' '.join(commands['reference'])} | {other:.1f} "
    f"| {ratio:.2f} (≤ {max_ratio}) | {peak:.1f} (< {max_mib}) | {', '.join(broken) or 'ok'} |"
)
sys.exit(1 if broken else 0)
END
}

printf '| what | median ms | reference | median ms | ratio | peak MiB | result |\n'
printf '|---|--:|---|--:|--:|--:|---|\n'
row "davit template charts/voting-app" 2 40 "$davit" template charts/voting-app -- curl --version
python3 scripts/bench/hostile.py "$davit" || failed=1

# Helm's engine, in a virtual environment of its own; prints the interpreter that has it.
helm_python() {
    local venv="$CACHE/helm-python"
    if ! "$venv/bin/python" -c 'import helm_python' 2>/dev/null; then
        { python3 -m venv "$venv" && "$venv/bin/pip" install --quiet helm-python-sdk==0.2.2; } >&2 || return 1
        "$venv/bin/python" -c 'import helm_python' || return 1
    fi
    echo "$venv/bin/python"
}

python=$(helm_python) || {
    python=
    say "helm-python-sdk cannot be installed: the comparisons with Helm 4 are left out"
}

# Rows for a Swarm; without Docker's engine here there are none.
if have dockerd || [ -x /usr/sbin/dockerd ]; then
    scripts/bench-swarm.sh "$davit" || failed=1
    [ -z "$python" ] || scripts/bench-kubernetes.sh "$davit" "$python" || failed=1
fi

if [ -n "$python" ]; then
    bench=${RENDER_BENCH:-$(build_bench)}
    charts="$CACHE/bench-charts"
    rm -rf "$charts"
    python3 scripts/bench/charts.py "$charts" >/dev/null
    IFS=: read -r -a more <<<"${BENCH_CHARTS:-}"
    echo
    python3 scripts/bench/compare.py "$bench" "$python" \
        "$charts"/{tiny,small,medium,large,huge} ${more[@]+"${more[@]}"} || failed=1
fi

exit "$failed"
