#!/usr/bin/env bash
# Measures what the project promises about speed on a Swarm, on an engine of its own, as rows of the
# table of scripts/bench.sh, which runs this. The exit status is 1 if a promise is broken.
#
#   scripts/bench-swarm.sh DAVIT [RUNS]     RUNS: how often each is measured (default 7)
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 1 ] || die "usage: bench-swarm.sh DAVIT [RUNS]"
work=$(mktemp -d "${TMPDIR:-/tmp}/davit-bench.XXXXXX")
cleanup() {
    local status=$?
    trap '' INT TERM
    [ ! -e "$work/engine" ] || as_root "$ROOT/scripts/swarm.sh" stop "$work/engine" || true
    rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

as_root env XDG_CACHE_HOME="$(dirname "$CACHE")" "$ROOT/scripts/swarm.sh" start "$work/engine"
as_root chmod 666 "$work/engine/docker.sock"
unset DOCKER_CONTEXT DOCKER_TLS_VERIFY
export DOCKER_HOST=unix://$work/engine/docker.sock DAVIT_TARGET=swarm HOME=$work
docker=docker
[ ! -x /usr/bin/docker ] || docker=/usr/bin/docker
python3 "$ROOT/scripts/bench/swarm.py" "$1" "$docker" "$work" "${2:-7}"
