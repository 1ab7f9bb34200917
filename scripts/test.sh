#!/usr/bin/env bash
# Runs all tests; arguments go to `swift test`. Installs what the tests need, starts a private
# engine with a Swarm, one without and a Kubernetes cluster, and stops them again, whatever happens.
#
#   DAVIT_REQUIRE_ENGINES=1     a missing engine is a failure and not a skipped test
#   DAVIT_TEST_DOCKER_HOST      use this Swarm and start none (likewise _PLAIN_DOCKER_HOST)
#   DAVIT_TEST_KUBECONFIG       use this cluster and start none (with what else `kubernetes.sh env` prints)
#   DAVIT_TEST_BINARY           test this davit as a command, and not the debug build
#
# The tests find in their environment:
#   DAVIT_TEST_DOCKER_HOST         socket of an engine that is a Swarm manager
#   DAVIT_TEST_ADDRESS             where that engine's host ports answer, and it itself on port 2376 with TLS
#   DAVIT_TEST_TLS                 the certificates for that, right and wrong ones
#   DAVIT_TEST_PLAIN_DOCKER_HOST   socket of an engine that is in no Swarm
#   DAVIT_TEST_KUBECONFIG          the administrator of a Kubernetes cluster
#   DAVIT_TEST_KUBECONFIGS         the folder of all its users, with and without rights
#   DAVIT_TEST_CLUSTER_ADDRESS     where that cluster's ports of the node answer
#   DAVIT_TEST_KUBECTL             the kubectl of that cluster's version
#   DAVIT_TEST_BINARY              the davit to run
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

engines=(swarm plain kubernetes)
required=${DAVIT_REQUIRE_ENGINES:-0}
work=$(mktemp -d "${TMPDIR:-/tmp}/davit-test.XXXXXX")

echo $$ >"$work/owner"

cleanup() {
    local status=$? engine
    trap '' INT TERM
    for engine in "${engines[@]}"; do
        [ ! -e "$work/$engine" ] || engine "$engine" stop "$work" || true
    done
    rm -rf "$work"
    exit "$status"
}

# engine NAME COMMAND FOLDER OPTIONS...: it needs root; the cache stays the caller's.
engine() {
    local name=$1 command=$2 folder=$3 script=swarm.sh
    shift 3
    [ "$name" != kubernetes ] || script=kubernetes.sh
    as_root env XDG_CACHE_HOME="$(dirname "$CACHE")" KUBEBUILDER_ASSETS="${KUBEBUILDER_ASSETS:-}" \
        "$ROOT/scripts/$script" "$command" "$folder/$name" "$@"
}

# start NAME OPTIONS...: fails, or says that it could not.
start() {
    local name=$1
    shift
    if engine "$name" start "$work" "$@"; then
        # The folder around it belongs to the caller alone.
        as_root chmod 666 "$work/$name/docker.sock"
    elif [ "$required" = 1 ]; then
        die "the engine '$name' could not be started, and DAVIT_REQUIRE_ENGINES is 1"
    else
        say "the engine '$name' could not be started: its tests are skipped"
        return 1
    fi
}

start_kubernetes() {
    if [ -n "${DAVIT_TEST_KUBECONFIG:-}" ] || ! start kubernetes; then
        return 0
    fi
    as_root chown -R "$(id -u)" "$work/kubernetes/kubeconfigs"
    eval "$(engine kubernetes env "$work")"
}

# A run that was killed could not clean up after itself.
sweep() {
    local old engine
    for old in "${TMPDIR:-/tmp}"/davit-test.*/; do
        old=${old%/}
        if [ -O "$old" ] && [ -s "$old/owner" ] && ! kill -0 "$(cat "$old/owner")" 2>/dev/null; then
            for engine in "${engines[@]}"; do
                [ ! -e "$old/$engine" ] || engine "$engine" stop "$old"
            done
            rm -rf "$old"
        fi
    done
}

trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if ! scripts/install-deps.sh test; then
    [ "$required" != 1 ] || die "what the tests need could not be installed"
    say "going on with what is there"
fi

sweep
if [ -z "${DAVIT_TEST_DOCKER_HOST:-}" ] && start swarm --tls; then
    DAVIT_TEST_DOCKER_HOST=unix://$work/swarm/docker.sock
    DAVIT_TEST_ADDRESS=$(cat "$work/swarm/address")
    DAVIT_TEST_TLS=$work/swarm/tls
    as_root chmod -R a+rX "$DAVIT_TEST_TLS"
    export DAVIT_TEST_DOCKER_HOST DAVIT_TEST_ADDRESS DAVIT_TEST_TLS
fi
if [ -z "${DAVIT_TEST_PLAIN_DOCKER_HOST:-}" ] && start plain --no-swarm; then
    export DAVIT_TEST_PLAIN_DOCKER_HOST=unix://$work/plain/docker.sock
fi

# What the caller's shell says about engines and targets is no business of the tests.
unset DOCKER_HOST DOCKER_CONTEXT KUBECONFIG DAVIT_TARGET

swift_cli build --build-tests
[ -n "${DAVIT_TEST_BINARY:-}" ] || DAVIT_TEST_BINARY=$(swift_cli build --show-bin-path)/davit
export DAVIT_TEST_BINARY
if [ $# -gt 0 ]; then
    start_kubernetes
    swift_cli test --skip-build "$@"
else
    # What computes first, then what waits for engines: run together, the one starves the other. The cluster's
    # programs may still be compiled meanwhile (see .ci/run).
    status=0
    swift_cli test --skip-build --skip AcceptanceTests --skip SwarmTests --skip '^Kubernetes' || status=1
    swift_cli test --skip-build --filter SwarmTests || status=1
    start_kubernetes
    swift_cli test --skip-build --filter '^Kubernetes' || status=1
    swift_cli test --skip-build --filter AcceptanceTests || status=1
    exit "$status"
fi
