# A private Docker engine in a folder, for swarm.sh and kubernetes.sh; sourced, never run.
#
# Everything of it is in the folder, in a network namespace and in a process namespace of its own: two
# engines do not meet, the machine's own engine is not touched, and ending the first process ends all.
# shellcheck shell=bash

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
gone() { ! alive; }

# A /30 that no link of this machine uses yet.
free_network() {
    local number=$((16#$id % 16384)) try base prefix
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

# Makes the folder, its network and what the daemon reads. From here on a failure undoes everything.
prepare() {
    mkdir -p "$dir"
    # Only a folder that carries this mark is ever removed.
    : >"$dir/.davit-engine"
    printf '{}\n' >"$dir/daemon.json"
    trap 'stop quietly' EXIT
    trap 'exit 130' INT TERM
    network_up
    write_runtime
}

# launch COMMAND... -- DOCKERD-OPTIONS...: runs the command, with the whole command line of the daemon
# as its last arguments, as the first process of the engine's namespaces. When it ends the kernel ends
# everything else there.
launch() {
    local dockerd program=()
    dockerd=$(command -v dockerd || echo /usr/sbin/dockerd)
    [ -x "$dockerd" ] || die "no dockerd here: run scripts/install-deps.sh test"
    while [ "$1" != -- ]; do
        program+=("$1")
        shift
    done
    shift
    nsenter --net="/run/netns/$netns" \
        setsid unshare --mount --propagation slave --pid --fork --kill-child --mount-proc \
        "${program[@]}" \
        "$dockerd" --data-root "$dir/data" --exec-root "$dir/exec" --pidfile "$dir/dockerd.pid" \
        -H "unix://$dir/docker.sock" --config-file "$dir/daemon.json" \
        --add-runtime noadj="$dir/runc-noadj" --default-runtime noadj \
        --exec-opt native.cgroupdriver=cgroupfs --cgroup-parent "/$cgroup" \
        --shutdown-timeout 3 "$@" </dev/null >"$dir/dockerd.log" 2>&1 &
    printf '%s\n' $! >"$dir/init.pid"
}

answers() { docker_cli -H "unix://$dir/docker.sock" version; }
answers_or_dead() { answers >/dev/null 2>&1 || ! alive; }

# Waits for the daemon and says why when it does not come.
await_engine() {
    retry 60 answers_or_dead || true
    answers >/dev/null 2>&1 || {
        tail -n 15 "$dir/dockerd.log" >&2
        cp "$dir/dockerd.log" "${TMPDIR:-/tmp}/davit-dockerd-$id.log"
        die "the engine did not start; its log: ${TMPDIR:-/tmp}/davit-dockerd-$id.log"
    }
    export DOCKER_HOST=unix://$dir/docker.sock
}

# The process inside the namespace, whose death takes all others with it.
first_process() {
    local pid
    pid=$(cat "$dir/init.pid")
    cat "/proc/$pid/task/$pid/children" 2>/dev/null || true
}

# The kernel gives a control group up a moment after the last of its processes is gone.
cgroups_gone() {
    find /sys/fs/cgroup -depth -type d -path "*/$cgroup*" -exec rmdir {} + 2>/dev/null || true
    [ -z "$(find /sys/fs/cgroup -type d -path "*/$cgroup*" -print -quit 2>/dev/null)" ]
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
    retry 5 cgroups_gone || say "engine: control groups named $cgroup are left"
    [ "${1:-}" = quietly ] || say "engine: stopped in $dir"
}
