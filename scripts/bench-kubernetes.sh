#!/usr/bin/env bash
# Measures what the project promises about speed on Kubernetes, on a cluster of its own, as rows of the
# table of scripts/bench.sh, which runs this. The exit status is 1 if a promise is broken.
#
#   scripts/bench-kubernetes.sh DAVIT PYTHON [RUNS]     PYTHON has helm-python-sdk; RUNS: how often each is
#                                                       measured (default 7)
#
# DAVIT_BENCH_CLUSTER names the folder of a running cluster (see kubernetes.sh) to be used instead.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

[ $# -ge 2 ] || die "usage: bench-kubernetes.sh DAVIT PYTHON [RUNS]"
work=$(mktemp -d "${TMPDIR:-/tmp}/davit-bench.XXXXXX")
cluster=${DAVIT_BENCH_CLUSTER:-$work/cluster}
kubernetes() { as_root env XDG_CACHE_HOME="$(dirname "$CACHE")" "$ROOT/scripts/kubernetes.sh" "$@"; }
cleanup() {
    local status=$?
    trap '' INT TERM
    [ ! -e "$work/cluster" ] || kubernetes stop "$work/cluster" || true
    rm -rf "$work"
    exit "$status"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

[ -n "${DAVIT_BENCH_CLUSTER:-}" ] || kubernetes start "$cluster"
as_root cp -r "$cluster/kubeconfigs" "$work/kubeconfigs"
as_root chown -R "$(id -u)" "$work/kubeconfigs"
eval "$(kubernetes env "$cluster")"
export KUBECONFIG=$work/kubeconfigs/token DAVIT_TARGET=kubernetes HOME=$work
"$2" "$ROOT/scripts/bench/kubernetes.py" "$1" "$DAVIT_TEST_KUBECTL" "$ROOT" "$work" "${3:-7}"
