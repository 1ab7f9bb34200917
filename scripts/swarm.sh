#!/usr/bin/env bash
# A private Docker engine, a Swarm of one node unless told otherwise, with the test images.
#
#   scripts/swarm.sh start DIR [--no-swarm] [--tls] [-- DOCKERD-OPTIONS...]
#   scripts/swarm.sh env DIR      shell lines to eval: DOCKER_HOST, DAVIT_TEST_ADDRESS, ...
#   scripts/swarm.sh stop DIR     also after a crash, and more than once
#
# Everything of it is in DIR, in a network namespace and in a process namespace of its own: two
# engines do not meet, the machine's own engine is not touched, and ending the first process ends
# all. A port published with `mode: host` answers on DAVIT_TEST_ADDRESS, not on 127.0.0.1. With
# --tls the engine also listens there on port 2376; certificates, right and wrong ones, are in DIR/tls.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

usage="usage: swarm.sh start DIR [--no-swarm] [--tls] [-- DOCKERD-OPTIONS...] | env DIR | stop DIR"

# Names that follow from the folder, so that a stop needs no memory.
locate() {
    dir=$(realpath -m "$1")
    case $dir in
    / | /tmp | /var | /usr | /home | "${HOME:-/root}" | "$ROOT") die "not a folder for an engine: $dir" ;;
    esac
    id=$(printf '%s' "$dir" | sha256sum | cut -c1-8)
    netns=davit-$id
    outside=dv$id-o
    inside=dv$id-i
    cgroup=davit-$id
}

# Whether the recorded process still is ours: its command line names the folder.
alive() { [ -s "$dir/init.pid" ] && tr '\0' '\n' <"/proc/$(cat "$dir/init.pid")/cmdline" | grep -qxF "$dir/data"; } 2>/dev/null

# A /30 that no link of this machine uses yet.
free_network() {
    local number=$((16#$id % 16384)) try base
    for try in $(seq 0 63); do
        base=$((((number + try) % 16384) * 4))
        prefix=10.213.$((base / 256))
        host_address=$prefix.$((base % 256 + 1))
        address=$prefix.$((base % 256 + 2))
        ip -4 -o address show | grep -qF " $host_address/" || return 0
    done
    die "no free network in 10.213.0.0/16"
}

network_up() {
    free_network
    ip netns add "$netns"
    ip link add "$outside" type veth peer name "$inside" netns "$netns"
    ip address add "$host_address/30" dev "$outside"
    ip link set "$outside" up
    ip -n "$netns" address add "$address/30" dev "$inside"
    ip -n "$netns" link set "$inside" up
    ip -n "$netns" link set lo up
    printf '%s\n' "$address" >"$dir/address"
}

network_down() {
    ip link delete "$outside" 2>/dev/null || true
    ip netns delete "$netns" 2>/dev/null || true
}

# A sandbox may lack CAP_SYS_RESOURCE; then a negative oom_score_adj breaks every start of a
# container. This runtime drops it and is runc otherwise.
write_runtime() {
    cat >"$dir/runc-noadj" <<'END'
#!/bin/sh
bundle=.
previous=
for argument in "$@"; do
    case $previous in
    --bundle | -b) bundle=$argument ;;
    esac
    case $argument in
    --bundle=*) bundle=${argument#--bundle=} ;;
    esac
    previous=$argument
done
config=$bundle/config.json
if [ -f "$config" ]; then
    jq 'if (.process.oomScoreAdj // 0) < 0 then .process.oomScoreAdj = 0 else . end' \
        "$config" >"$config.new" && mv "$config.new" "$config"
fi
exec runc "$@"
END
    chmod 755 "$dir/runc-noadj"
}

# The first process of the engine's namespace: starts the daemon and reaps what it orphans. It
# ends with the daemon, and when it ends the kernel ends everything else of the namespace.
launch() {
    local dockerd
    dockerd=$(command -v dockerd || echo /usr/sbin/dockerd)
    [ -x "$dockerd" ] || die "no dockerd here: run scripts/install-deps.sh test"
    # shellcheck disable=SC2016
    nsenter --net="/run/netns/$netns" \
        setsid unshare --mount --propagation slave --pid --fork --kill-child --mount-proc \
        bash -c 'trap "kill -TERM \$daemon" TERM
            "$@" & daemon=$!
            while kill -0 $daemon 2>/dev/null; do wait $daemon; done' engine \
        "$dockerd" --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/dockerd.pid" \
        -H "unix://$dir/docker.sock" --config-file "$dir/daemon.json" \
        --add-runtime noadj="$dir/runc-noadj" --default-runtime noadj \
        --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$cgroup" \
        --shutdown-timeout 3 "$@" </dev/null >"$dir/dockerd.log" 2>&1 &
    printf '%s\n' $! >"$dir/init.pid"
}

answers() { docker_cli -H "unix://$dir/docker.sock" version; }
answers_or_dead() { answers >/dev/null 2>&1 || ! alive; }

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
    mkdir -p "$dir"
    # Only a folder that carries this mark is ever removed.
    : >"$dir/.davit-engine"
    printf '{}\n' >"$dir/daemon.json"
    trap 'stop quietly' EXIT
    trap 'exit 130' INT TERM
    network_up
    write_runtime
    [ ${#tls[@]} -eq 0 ] || "$ROOT/Tests/Fixtures/docker/certificates.sh" "$dir/tls" "$address"
    launch "${tls[@]}" "$@"
    retry 60 answers_or_dead || true
    answers >/dev/null 2>&1 || {
        tail -n 15 "$dir/dockerd.log" >&2
        cp "$dir/dockerd.log" "${TMPDIR:-/tmp}/davit-dockerd-$id.log"
        die "the engine did not start; its log: ${TMPDIR:-/tmp}/davit-dockerd-$id.log"
    }
    export DOCKER_HOST=unix://$dir/docker.sock
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

gone() { ! alive; }

# The process inside the namespace, whose death takes all others with it.
first_process() {
    local pid
    pid=$(cat "$dir/init.pid")
    cat "/proc/$pid/task/$pid/children" 2>/dev/null || true
}

stop() {
    local mount first
    if alive; then
        first=$(first_process)
        # shellcheck disable=SC2086
        [ -z "$first" ] || kill -TERM $first 2>/dev/null || true
        retry 15 gone || {
            # shellcheck disable=SC2086
            [ -z "$first" ] || kill -KILL $first 2>/dev/null || true
            kill -KILL "$(cat "$dir/init.pid")" 2>/dev/null || true
            retry 5 gone || say "engine: process $(cat "$dir/init.pid") does not end"
        }
    fi
    network_down
    if [ -e "$dir/.davit-engine" ]; then
        awk -v below="$dir/" 'index($5, below) == 1 { print $5 }' /proc/self/mountinfo | sort -r |
            while read -r mount; do umount -l "$mount" 2>/dev/null || true; done
        retry 10 rm -rf "$dir" || die "could not remove $dir"
    fi
    find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
    [ "${1:-}" = quietly ] || say "engine: stopped in $dir"
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
