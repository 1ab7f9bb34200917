#!/usr/bin/env bash
# A private Kubernetes cluster of one node, with the test images.
#
#   scripts/kubernetes.sh build       builds the programs of Kubernetes into the cache (some minutes, once)
#   scripts/kubernetes.sh start DIR
#   scripts/kubernetes.sh env DIR     shell lines to eval: DAVIT_TEST_KUBECONFIG, ...
#   scripts/kubernetes.sh stop DIR    also after a crash, and more than once
#
# Everything of it is in DIR and in namespaces of its own (see engine.sh), with a Docker engine for the
# kubelet. The API server, ports of the node and host ports answer on DAVIT_TEST_CLUSTER_ADDRESS; addresses
# of pods and of Services are reached from this machine, which has no part in their DNS.
#
# DIR/kubeconfigs holds one file for each user: admin and token may do everything, reader may read, nobody
# nothing; expired, stranger, wrong-token and wrong-ca do not get in. DIR/log has the log of each program.
#
# KUBEBUILDER_ASSETS names a folder with all the programs, to be used instead of a build.
set -euo pipefail
# shellcheck source=scripts/lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/engine.sh
. "$(dirname "$0")/engine.sh"

usage="usage: kubernetes.sh build | start DIR | env DIR | stop DIR"
files=$ROOT/Tests/Fixtures/kubernetes-cluster

# The last version that runs on Docker and on control groups v1 alone, and Debian has its source.
version=1.20.2
tarball=kubernetes_1.20.5+really1.20.2.orig.tar.gz
checksum=b83c0780efb182d928dc63d46488a847f161f04e40a94b96bf5247dd671ecdfc
components=(kube-apiserver kube-controller-manager kube-scheduler kube-proxy kubelet kubectl)
go=/usr/lib/go-1.19/bin/go
# The version of this library in the source does not know the maps of that Go.
library=github.com/modern-go/reflect2
# Without the clouds' libraries there is half as much to compile.
options=(-trimpath -tags providerless)
# Other steps make other programs.
recipe() {
    printf '%s\n' "$version" "$checksum" "$go" "$library" "${components[@]}" "${options[@]}" "$(uname -m)"
    declare -f generate compile
}

complete() {
    local program
    for program in "${components[@]}"; do
        [ -x "$1/$program" ] || return 1
    done
}

# Where the programs are, or will be after a build.
programs() {
    if [ -n "${KUBEBUILDER_ASSETS:-}" ] && complete "$KUBEBUILDER_ASSETS"; then
        realpath "$KUBEBUILDER_ASSETS"
    else
        printf '%s/kubernetes-%s\n' "$CACHE" "$(recipe | sha256sum | cut -c1-16)"
    fi
}

# From the mirrors of this machine, with apt's own proxy and certificates.
download() {
    local mirror
    # shellcheck disable=SC2016
    while read -r mirror; do
        ! /usr/lib/apt/apt-helper download-file "${mirror%/}/pool/main/k/kubernetes/$tarball" \
            "$1/$tarball" "SHA256:$checksum" >>"$1/log" 2>&1 || return 0
    done < <(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Component: main' | sort -u)
    return 1
}

# The only generated file that the source lacks: the schemas of all types, as the API server serves them.
generate() {
    local packages
    "$go" build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
    packages=$(
        grep -rl --include='*.go' --exclude='*_test.go' --exclude-dir=code-generator \
            --exclude-dir='sample-*' '^// +k8s:openapi-gen=' pkg cmd plugin staging/src/k8s.io |
            sed 's,/[^/]*$,,' | sort -u |
            sed 's,^staging/src/,vendor/,; s,^,k8s.io/kubernetes/,' | paste -sd ,
    )
    "$work/openapi-gen" --logtostderr -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi \
        -O zz_generated.openapi -h vendor/k8s.io/code-generator/hack/boilerplate.go.txt \
        -r "$work/violations"
}

# The whole `make` would build its generators and the clouds' libraries too, in twice the time.
compile() {
    local vendor=k8s.io/kubernetes/vendor/k8s.io package flags='-s -w -buildid='
    for package in component-base/version client-go/pkg/version; do
        flags+=" -X $vendor/$package.gitVersion=v$version"
        flags+=" -X $vendor/$package.gitMajor=${version%%.*} -X $vendor/$package.gitMinor=20"
    done
    export GOPATH=$work/gopath GOCACHE=$work/gocache CGO_ENABLED=0 GO111MODULE=off GOFLAGS=
    PATH=$(dirname "$go"):$PATH
    mkdir -p "$GOPATH/src/k8s.io/kubernetes" "$work/bin"
    tar -C "$GOPATH/src/k8s.io/kubernetes" -xzf "$work/$tarball" --strip-components=1
    cd "$GOPATH/src/k8s.io/kubernetes"
    rm -r "vendor/$library"
    cp -r "/usr/share/gocode/src/$library" "vendor/$library"
    generate
    "$go" build "${options[@]}" -ldflags "$flags" -o "$work/bin/" "${components[@]/#/./cmd/}"
}

build() {
    local built work begun=$SECONDS
    built=$(programs)
    ! complete "$built" || return 0
    [ -x /usr/lib/apt/apt-helper ] || die "Kubernetes is built from Debian's source, and there is no apt here"
    mkdir -p "$CACHE"
    # Whoever comes second waits for the first.
    exec 8>"$CACHE/kubernetes.lock"
    flock 8
    ! complete "$built" || return 0
    "$ROOT/scripts/install-deps.sh" kubernetes
    find "$CACHE" -maxdepth 1 -name 'kubernetes.*.work' -exec rm -rf {} +
    work=$(mktemp -d "$CACHE/kubernetes.XXXXXX.work")
    # shellcheck disable=SC2064
    trap "rm -rf '$work'" EXIT
    trap 'exit 130' INT TERM
    say "kubernetes: building $version, which takes some minutes once"
    download "$work" || { as_root apt-get -q update >>"$work/log" 2>&1 && download "$work"; } || {
        tail -n 5 "$work/log" >&2
        die "could not download the source of Kubernetes"
    }
    (compile) >>"$work/log" 2>&1 || {
        tail -n 15 "$work/log" >&2
        die "could not build Kubernetes"
    }
    find "$CACHE" -maxdepth 1 -name 'kubernetes-*' -mtime +7 -exec rm -rf {} +
    mv -T "$work/bin" "$built"
    say "kubernetes: built $version in $((SECONDS - begun)) s"
}

# A /24 for the pods and one for the Services, to which no route of this machine leads yet.
free_ranges() {
    local number=$((16#${id:0:2})) try
    for try in $(seq 0 255); do
        try=$(((number + try) % 256))
        pods=10.214.$try services=10.215.$try
        [ -n "$(ip -4 route show "$pods.0/24")$(ip -4 route show "$services.0/24")" ] || return 0
    done
    die "no free network in 10.214.0.0/16"
}

secret() { od -An -N16 -tx1 /dev/urandom | tr -d ' \n'; }

# kubeconfig FILE SERVER AUTHORITY USER-LINES
kubeconfig() {
    cat >"$1" <<END
apiVersion: v1
kind: Config
current-context: test
contexts:
- name: test
  context: { cluster: test, user: test }
clusters:
- name: test
  cluster:
    server: https://$2
    certificate-authority-data: $(base64 -w 0 "$dir/pki/$3.crt")
users:
- name: test
  user:
$4
END
}

certificate() {
    printf '    client-certificate-data: %s\n' "$(base64 -w 0 "$dir/pki/$1.crt")"
    printf '    client-key-data: %s\n' "$(base64 -w 0 "$dir/pki/$1.key")"
}

write_users() {
    local server=$address:6443 component user token nobody
    token=$(secret)
    nobody=$(secret)
    printf '%s,token-admin,1,"system:masters"\n%s,nobody,2\n' "$token" "$nobody" >"$dir/tokens"
    mkdir -p "$dir/components" "$dir/kubeconfigs"
    for component in controller-manager scheduler proxy node; do
        kubeconfig "$dir/components/$component" 127.0.0.1:6443 ca "$(certificate "$component")"
    done
    for user in admin reader expired stranger; do
        kubeconfig "$dir/kubeconfigs/$user" "$server" ca "$(certificate "$user")"
    done
    kubeconfig "$dir/kubeconfigs/token" "$server" ca "    token: $token"
    kubeconfig "$dir/kubeconfigs/nobody" "$server" ca "    token: $nobody"
    kubeconfig "$dir/kubeconfigs/wrong-token" "$server" ca "    token: $(secret)"
    kubeconfig "$dir/kubeconfigs/wrong-ca" "$server" other-ca "$(certificate admin)"
}

write_settings() {
    local etcd python=python3
    etcd=$(PATH=${KUBEBUILDER_ASSETS:-}:$PATH command -v etcd) ||
        die "no etcd here: run scripts/install-deps.sh test"
    # The distribution's rather than one of some user's home.
    [ ! -x /usr/bin/python3 ] || python=/usr/bin/python3
    printf '%s=%q\n' programs "$(programs)" etcd "$etcd" python "$python" address "$address" \
        gateway "$pods.1" pods "$pods.0/24" services "$services.0/24" >"$dir/settings"
    sed -e "s|@DIR@|$dir|g; s|@GATEWAY@|$pods.1|; s|@CGROUP@|$cgroup|" "$files/kubelet.yaml" \
        >"$dir/kubelet.yaml"
    : >"$dir/resolv.conf"
    # The programs are given what stays as it is when the checkout changes.
    cp "$files/node.sh" "$files/dns.py" "$dir/"
}

# api PATH [CURL-OPTIONS...]: as the administrator.
api() {
    local path=$1
    shift
    curl -sSf --noproxy '*' --max-time 10 --cacert "$dir/pki/ca.crt" --cert "$dir/pki/admin.crt" \
        --key "$dir/pki/admin.key" "https://$address:6443$path" "$@"
}

create_objects() {
    local line path
    while read -r line; do
        path=$(jq -r .path <<<"$line")
        jq -c .object <<<"$line" |
            api "$path" -o /dev/null -H 'Content-Type: application/json' --data-binary @- ||
            fail "could not create an object of $path"
    done < <(sed "s|@PODS@|$pods.0/24|" "$files/objects.jsonl")
}

serving() { api /readyz; }
serving_or_dead() { serving || ! alive; }
node_ready() {
    api /api/v1/nodes/node | jq -e '.status.conditions[] | select(.type == "Ready") | .status == "True"' &&
        api /api/v1/namespaces/default/serviceaccounts/default | jq -e '.secrets | length > 0'
}
node_ready_or_dead() { node_ready || ! alive; }

# fail MESSAGE: with the ends of the logs, which are kept.
fail() {
    local kept=${TMPDIR:-/tmp}/davit-kubernetes-$id
    rm -rf "$kept"
    cp -r "$dir/log" "$kept"
    tail -n 4 "$dir/dockerd.log" "$kept"/*.log >&2
    die "$1; all logs: $kept"
}

# await CONDITION SECONDS MESSAGE
await() {
    retry "$2" "$1_or_dead" || true
    { "$1" >/dev/null 2>&1 && alive; } || fail "$3"
}

start() {
    local begun images
    [ "$(id -u)" -eq 0 ] || die "a private cluster needs root"
    have ip || die "no ip command here: run scripts/install-deps.sh test"
    if alive && address=$(cat "$dir/address") && node_ready >/dev/null 2>&1; then
        say "cluster: already running in $dir"
        return 0
    fi
    remove
    "$ROOT/scripts/kubernetes.sh" build
    "$ROOT/scripts/images.sh" build
    begun=$SECONDS
    prepare
    trap 'remove' EXIT
    free_ranges
    ip route add "$pods.0/24" via "$address" dev "$outside"
    ip route add "$services.0/24" via "$address" dev "$outside"
    mkdir -p "$dir/log" "$dir/kubelet" /tmp/hostpath_pv
    "$files/certificates.sh" "$dir/pki" "$address" "$services.1"
    (umask 077 && write_users)
    write_settings
    launch bash "$dir/node.sh" "$dir" -- --bip "$pods.1/24" --userland-proxy=false
    await_engine
    "$ROOT/scripts/images.sh" load &
    images=$!
    await serving 60 "the API server did not start"
    create_objects
    : >"$dir/node"
    wait "$images"
    await node_ready 60 "the node did not get ready"
    trap - EXIT
    say "cluster: running in $dir (Kubernetes $version, address: $address, $((SECONDS - begun)) s)"
}

environment() {
    [ -d "$dir/kubeconfigs" ] || die "no cluster in $dir"
    printf 'export DAVIT_TEST_KUBECONFIG=%s\n' "$dir/kubeconfigs/admin"
    printf 'export DAVIT_TEST_KUBECONFIGS=%s\n' "$dir/kubeconfigs"
    printf 'export DAVIT_TEST_CLUSTER_ADDRESS=%s\n' "$(cat "$dir/address")"
    printf 'export DAVIT_TEST_KUBECTL=%s\n' "$(programs)/kubectl"
}

remove() {
    stop quietly
    # The folder that the volume plugin has by heart is mounted over in each cluster's namespace, and a
    # removed folder would take that mount with it.
    grep -qs ' /tmp/hostpath_pv ' /proc/[0-9]*/mountinfo || rmdir /tmp/hostpath_pv 2>/dev/null || true
}

command=${1:-}
if [ "$command" = build ] && [ $# -eq 1 ]; then
    build
    exit
fi
[ $# -eq 2 ] || die "$usage"
locate "$2"
case $command in
start) start ;;
stop) remove && say "cluster: stopped in $dir" ;;
env) environment ;;
*) die "$usage" ;;
esac
