#!/usr/bin/env bash
# Runs all tests; arguments go to `swift test`. Installs what the tests need, starts a private
# engine with a Swarm and one without, and stops them again, whatever happens.
#
#   DAVIT_REQUIRE_ENGINES=1     a missing engine is a failure and not a skipped test
#   DAVIT_TEST_DOCKER_HOST      use this Swarm and start none (likewise _PLAIN_DOCKER_HOST)
#   DAVIT_TEST_BINARY           test this davit as a command, and not the debug build
#
# The tests find in their environment:
#   DAVIT_TEST_DOCKER_HOST         socket of an engine that is a Swarm manager
#   DAVIT_TEST_ADDRESS             where that engine's host ports answer, and it itself on port 2376 with TLS
#   DAVIT_TEST_TLS                 the certificates for that, right and wrong ones
#   DAVIT_TEST_PLAIN_DOCKER_HOST   socket of an engine that is in no Swarm
#   DAVIT_TEST_BINARY              the davit to run
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
cd "$ROOT"

required=${DAVIT_REQUIRE_ENGINES:-0}
work=$(mktemp -d "${TMPDIR:-/tmp}/davit-test.XXXXXX")

echo $$ >"$work/owner"

cleanup() {
    local status=$? engine
    trap '' INT TERM
    for engine in swarm plain; do
        [ ! -e "$work/$engine" ] || swarm stop "$work/$engine" || true
    done
    rm -rf "$work"
    exit "$status"
}

# An engine needs root; the cache stays the caller's.
swarm() { as_root env XDG_CACHE_HOME="$(dirname "$CACHE")" "$ROOT/scripts/swarm.sh" "$@"; }

# start NAME OPTIONS...: fails, or says that it could not.
start() {
    local name=$1
    shift
    if swarm start "$work/$name" "$@"; then
        # The folder around it belongs to the caller alone.
        as_root chmod 666 "$work/$name/docker.sock"
    elif [ "$required" = 1 ]; then
        die "the engine '$name' could not be started, and DAVIT_REQUIRE_ENGINES is 1"
    else
        say "the engine '$name' could not be started: its tests are skipped"
        return 1
    fi
}

# A run that was killed could not clean up after itself.
sweep() {
    local old engine
    for old in "${TMPDIR:-/tmp}"/davit-test.*/; do
        old=${old%/}
        if [ -O "$old" ] && [ -s "$old/owner" ] && ! kill -0 "$(cat "$old/owner")" 2>/dev/null; then
            for engine in swarm plain; do
                [ ! -e "$old/$engine" ] || swarm stop "$old/$engine"
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
    swift_cli test --skip-build "$@"
else
    # What computes first, then what waits for engines: run together, the one starves the other.
    status=0
    swift_cli test --skip-build --skip AcceptanceTests --skip SwarmTests || status=1
    swift_cli test --skip-build --filter SwarmTests || status=1
    swift_cli test --skip-build --filter AcceptanceTests || status=1
    exit "$status"
fi
