#!/usr/bin/env bash
# A private Docker engine, a Swarm of one node unless told otherwise, with the test images.
#
#   scripts/swarm.sh start DIR [--no-swarm] [--tls] [-- DOCKERD-OPTIONS...]
#   scripts/swarm.sh env DIR      shell lines to eval: DOCKER_HOST, DAVIT_TEST_ADDRESS, ...
#   scripts/swarm.sh stop DIR     also after a crash, and more than once
#
# Everything of it is in DIR and in namespaces of its own (see engine.sh). A port published with
# `mode: host` answers on DAVIT_TEST_ADDRESS, not on 127.0.0.1. With --tls the engine also listens
# there on port 2376; certificates, right and wrong ones, are in DIR/tls.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/engine.sh
. "$(dirname "$0")/engine.sh"

usage="usage: swarm.sh start DIR [--no-swarm] [--tls] [-- DOCKERD-OPTIONS...] | env DIR | stop DIR"

# The first process of the engine's namespace: starts the daemon and reaps what it orphans. It ends
# with the daemon.
# shellcheck disable=SC2016
engine='trap "kill -TERM \$daemon" TERM
    "$@" & daemon=$!
    while kill -0 $daemon 2>/dev/null; do wait $daemon; done'

start() {
    local swarm=yes tls=()
    while [ $# -gt 0 ]; do
        case $1 in
        --no-swarm) swarm=no ;;
        --tls)
            tls=(-H tcp://0.0.0.0:2376 --tlsverify --tlscacert "$dir/tls/ca.pem"
                --tlscert "$dir/tls/server.pem" --tlskey "$dir/tls/server-key.pem")
            ;;
        --) shift && break ;;
        *) die "$usage" ;;
        esac
        shift
    done
    [ "$(id -u)" -eq 0 ] || die "a private engine needs root"
    have ip || die "no ip command here: run scripts/install-deps.sh test"
    if alive && answers >/dev/null 2>&1; then
        say "engine: already running in $dir"
        return 0
    fi
    stop quietly
    "$ROOT/scripts/images.sh" build
    prepare
    [ ${#tls[@]} -eq 0 ] || "$ROOT/Tests/Fixtures/docker/certificates.sh" "$dir/tls" "$address"
    launch bash -c "$engine" engine -- "${tls[@]}" "$@"
    await_engine
    if [ "$swarm" = yes ]; then
        docker_cli swarm init --advertise-addr 127.0.0.1 --listen-addr 127.0.0.1:2377 >/dev/null
    fi
    "$ROOT/scripts/images.sh" load
    trap - EXIT
    say "engine: running in $dir (swarm: $swarm, address: $(cat "$dir/address"))"
}

environment() {
    [ -S "$dir/docker.sock" ] || die "no engine in $dir"
    printf 'export DOCKER_HOST=unix://%s/docker.sock\n' "$dir"
    printf 'export DAVIT_TEST_ADDRESS=%s\n' "$(cat "$dir/address")"
    [ ! -d "$dir/tls" ] || printf 'export DAVIT_TEST_TLS=%s\n' "$dir/tls"
}

[ $# -ge 2 ] || die "$usage"
command=$1
locate "$2"
shift 2
case $command in
start) start "$@" ;;
stop) stop ;;
env) environment ;;
*) die "$usage" ;;
esac
