#!/usr/bin/env bash
# Installs what is missing on a Debian machine, and nothing else.
#
#   scripts/install-deps.sh build         the C libraries Davit is built with
#   scripts/install-deps.sh test          also what the tests run: an engine, an HTTP server, ...
#   scripts/install-deps.sh kubernetes    what Kubernetes is built with
#
# No service is enabled or started by it.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"

build=(libarchive-dev libcurl4-openssl-dev libyaml-dev libre2-dev pkg-config)
test=(docker.io iptables iproute2 util-linux jq nginx curl openssl python3 openssh-client openssh-server procps
    etcd-server socat)
kubernetes=(golang-1.19-go golang-github-modern-go-reflect2-dev util-linux)

installed() {
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null || true)" = installed ]
}

# pkgconf stands in for pkg-config on newer releases, libcurl's flavours for each other.
satisfied() {
    case $1 in
    pkg-config) have pkg-config ;;
    libcurl4-openssl-dev) installed "$1" || { have pkg-config && pkg-config --exists libcurl; } ;;
    nginx) have nginx || [ -x /usr/sbin/nginx ] ;;
    docker.io) have dockerd || [ -x /usr/sbin/dockerd ] ;;
    openssh-client) have ssh ;;
    procps) have pgrep ;;
    openssh-server) have sshd || [ -x /usr/sbin/sshd ] ;;
    etcd-server) have etcd ;;
    jq | curl | openssl | python3 | socat) have "$1" ;;
    *) installed "$1" ;;
    esac
}

# Packages start their service when they are installed; exit status 101 forbids it.
policy=/usr/sbin/policy-rc.d
forbid_services() {
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod 755 "$policy"
        trap 'as_root rm -f "$policy"' EXIT
        trap 'exit 130' INT TERM
    fi
}

what=${1:-build}
case $what in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${test[@]}") ;;
kubernetes) wanted=("${kubernetes[@]}") ;;
*) die "usage: install-deps.sh [build|test|kubernetes]" ;;
esac

missing=()
for package in "${wanted[@]}"; do
    satisfied "$package" || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    say "packages for $what: all there"
    exit 0
fi

say "packages for $what: installing ${missing[*]}"
have apt-get || die "no apt-get here; install these yourself: ${missing[*]}"
forbid_services
log=$(mktemp)
install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
        install -y --no-install-recommends "${missing[@]}" >"$log" 2>&1
}
# The lists may be missing or old: refresh them only when the first try fails.
if ! install; then
    as_root apt-get -o DPkg::Lock::Timeout=300 update >"$log" 2>&1 || say "apt-get update failed"
    install || {
        tail -n 20 "$log" >&2
        die "could not install: ${missing[*]} (whole log: $log)"
    }
fi
rm -f "$log"
