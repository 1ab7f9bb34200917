# Shared by the scripts of this folder; sourced, never run.
# shellcheck shell=bash

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/davit-test
export ROOT CACHE

say() { printf '%s\n' "$*" >&2; }
die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo where there is one.
as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    elif have sudo; then
        sudo "$@"
    else
        die "this needs root and there is no sudo: $*"
    fi
}

# The docker command of the distribution, which is the one that matches the daemon.
docker_cli() {
    if [ -x /usr/bin/docker ]; then
        /usr/bin/docker "$@"
    else
        docker "$@"
    fi
}

# retry SECONDS COMMAND...: until the command succeeds or the time is over.
retry() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.2
    done
}

swift_cli() {
    have swift || die "no swift in PATH: install a Swift 6 toolchain (see https://swift.org/install)"
    swift "$@"
}

# Builds the davit that is given to users (optimised, stripped, no Swift runtime needed) and
# prints its path.
build_release() {
    build_static davit
}

# The same for the program that bench.sh measures the engine with.
build_bench() {
    build_static render-bench
}

build_static() {
    local options=(-c release --product "$1" --static-swift-stdlib -Xlinker -s)
    # The C++ library of RE2 goes into the binary: where its folder holds nothing else, the linker takes
    # the static one, and every start is a millisecond shorter.
    local folder="$ROOT/.build/static" library
    library=$(gcc -print-file-name=libstdc++.a 2>/dev/null || true)
    if [ -f "$library" ]; then
        mkdir -p "$folder"
        ln -sf "$library" "$folder/libstdc++.a"
        options+=(-Xlinker "-L$folder")
    fi
    (cd "$ROOT" && swift_cli build "${options[@]}" >&2 && swift_cli build "${options[@]}" --show-bin-path) |
        tail -n 1 | sed "s|\$|/$1|"
}
