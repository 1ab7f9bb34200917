#!/usr/bin/env bash
# The first process of a cluster's namespaces: starts all of its programs, and again those that end. When
# it ends, the kernel ends them all.
#
#   node.sh DIR DOCKERD...
#
# DIR/settings says where the programs are and which addresses they have; each one's log is in DIR/log.
# shellcheck disable=SC1091,SC2154
set -u
dir=$1
shift
. "$dir/settings"
pki=$dir/pki
unset HTTP_PROXY HTTPS_PROXY http_proxy https_proxy ALL_PROXY all_proxy

# Folders that the kubelet, its Docker part and the volume plugin have by heart.
for folder in /var/lib /var/log /run /tmp/hostpath_pv; do
    mkdir -p "$dir/private$folder"
    mount --bind "$dir/private$folder" "$folder"
done
# Where the kubelet, and what it has of cAdvisor, look for the daemon.
ln -s "$dir/docker.sock" /run/docker.sock
# What is written here need not outlive this process, and the writer waits for the disk each time.
mkdir -p "$dir/etcd"
mount -t tmpfs -o mode=700 etcd "$dir/etcd"
# The kubelet insists on these and would set them for the whole machine.
for setting in vm/overcommit_memory=1 vm/panic_on_oom=0 kernel/panic=10 kernel/panic_on_oops=1 \
    kernel/keys/root_maxkeys=1000000 kernel/keys/root_maxbytes=25000000; do
    file=$dir/private/${setting%%=*}
    mkdir -p "$(dirname "$file")"
    printf '%s\n' "${setting#*=}" >"$file"
    mount --bind "$file" "/proc/sys/${setting%%=*}"
done
# Set before the daemon does it, which then lets no traffic but its own through.
printf '1\n' >/proc/sys/net/ipv4/ip_forward

# keep NAME COMMAND...
keep() {
    local name=$1 status
    shift
    while :; do
        "$@" </dev/null >>"$dir/log/$name.log" 2>&1
        status=$?
        printf '%s ended with status %s: starting it again\n' "$name" "$status" >>"$dir/log/restarts.log"
        sleep 1
    done
}

ready() {
    curl -sf --noproxy '*' --cacert "$pki/ca.crt" --cert "$pki/admin.crt" --key "$pki/admin.key" \
        -o /dev/null "https://$address:6443/readyz"
}

apiserver() {
    keep kube-apiserver "$programs/kube-apiserver" \
        --etcd-servers=http://127.0.0.1:2379 \
        --bind-address=0.0.0.0 --secure-port=6443 --advertise-address="$address" \
        --tls-cert-file="$pki/apiserver.crt" --tls-private-key-file="$pki/apiserver.key" \
        --client-ca-file="$pki/ca.crt" --token-auth-file="$dir/tokens" \
        --authorization-mode=Node,RBAC --enable-admission-plugins=NodeRestriction \
        --allow-privileged=true --service-cluster-ip-range="$services" \
        --service-account-issuer=https://kubernetes.default.svc.cluster.local \
        --service-account-key-file="$pki/sa.pub" --service-account-signing-key-file="$pki/sa.key" \
        --requestheader-client-ca-file="$pki/front-proxy-ca.crt" \
        --requestheader-allowed-names=front-proxy-client \
        --requestheader-username-headers=X-Remote-User --requestheader-group-headers=X-Remote-Group \
        --requestheader-extra-headers-prefix=X-Remote-Extra- \
        --proxy-client-cert-file="$pki/front-proxy-client.crt" \
        --proxy-client-key-file="$pki/front-proxy-client.key" --enable-aggregator-routing=true \
        --kubelet-certificate-authority="$pki/ca.crt" \
        --kubelet-client-certificate="$pki/apiserver-kubelet-client.crt" \
        --kubelet-client-key="$pki/apiserver-kubelet-client.key" \
        --kubelet-preferred-address-types=InternalIP \
        --feature-gates=TTLAfterFinished=true --profiling=false
}

controller_manager() {
    keep kube-controller-manager "$programs/kube-controller-manager" \
        --kubeconfig="$dir/components/controller-manager" --leader-elect=false --port=0 \
        --use-service-account-credentials --service-account-private-key-file="$pki/sa.key" \
        --root-ca-file="$pki/ca.crt" \
        --cluster-signing-cert-file="$pki/ca.crt" --cluster-signing-key-file="$pki/ca.key" \
        --enable-hostpath-provisioner --flex-volume-plugin-dir="$dir/kubelet/plugins" \
        --pvclaimbinder-sync-period=2s --node-monitor-grace-period=5m \
        --kube-api-qps=100 --kube-api-burst=200 --feature-gates=TTLAfterFinished=true --profiling=false
}

scheduler() {
    keep kube-scheduler "$programs/kube-scheduler" --kubeconfig="$dir/components/scheduler" \
        --leader-elect=false --port=0 --kube-api-qps=100 --kube-api-burst=200 --profiling=false
}

proxy() {
    keep kube-proxy "$programs/kube-proxy" --kubeconfig="$dir/components/proxy" \
        --hostname-override=node --proxy-mode=iptables --cluster-cidr="$pods" \
        --iptables-min-sync-period=0s \
        --conntrack-max-per-core=0 --conntrack-tcp-timeout-established=0s \
        --conntrack-tcp-timeout-close-wait=0s
}

kubelet() {
    # It looks at the state of the node every 100 ms while the object has a range for its pods, else every 10 s.
    until [ -e "$dir/node" ]; do sleep 0.1; done
    keep kubelet "$programs/kubelet" --config="$dir/kubelet.yaml" --kubeconfig="$dir/components/node" \
        --root-dir="$dir/kubelet" --cert-dir="$dir/kubelet/pki" \
        --hostname-override=node --node-ip="$address" \
        --container-runtime=docker --network-plugin= \
        --pod-infra-container-image=davit-test/pause:1
}

trap 'exit 0' TERM
"$@" &
daemon=$!
# Some architectures are no business of etcd's authors, so that it wants to be told.
ETCD_UNSUPPORTED_ARCH=$(uname -m | sed 's/aarch64/arm64/') keep etcd "$etcd" --name node \
    --data-dir "$dir/etcd" \
    --listen-client-urls http://127.0.0.1:2379 --advertise-client-urls http://127.0.0.1:2379 \
    --listen-peer-urls http://127.0.0.1:2380 --initial-cluster node=http://127.0.0.1:2380 \
    --initial-advertise-peer-urls http://127.0.0.1:2380 &
apiserver &
{
    until ready; do sleep 0.1; done
    controller_manager &
    scheduler &
    proxy &
    kubelet &
    keep dns "$python" "$dir/dns.py" "$gateway" 127.0.0.1:6443 \
        "$pki/ca.crt" "$pki/reader.crt" "$pki/reader.key" &
    wait
} &
while kill -0 "$daemon" 2>/dev/null; do wait "$daemon"; done
