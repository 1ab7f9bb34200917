#!/bin/sh
# Makes the certificates and keys of a cluster in a folder, and what is wrong on purpose for the tests.
#
#   certificates.sh DIR ADDRESS SERVICE-ADDRESS
#
# The names are those kubeadm gives. `expired` is an administrator of yesterday, `stranger` one whom an
# authority vouches for that the cluster does not know, `other-ca` that authority.
set -eu
mkdir -p "$1"
cd "$1"
address=$2
service=$3

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"; }

authority() {
    key "$1"
    openssl req -x509 -new -key "$1.key" -days 30 -out "$1.crt" -subj "/CN=$1" \
        -addext 'keyUsage=critical,digitalSignature,keyCertSign'
}

# certificate NAME AUTHORITY DAYS SUBJECT EXTENSIONS
certificate() {
    key "$1"
    printf '%s\n' "$5" >extensions
    openssl req -new -key "$1.key" -subj "$4" -out request
    openssl x509 -req -in request -CA "$2.crt" -CAkey "$2.key" -CAcreateserial -days "$3" \
        -extfile extensions -out "$1.crt" 2>/dev/null
}

# client NAME SUBJECT
client() { certificate "$1" ca 30 "$2" extendedKeyUsage=clientAuth; }

authority ca
authority front-proxy-ca
authority other-ca
key sa
openssl ec -in sa.key -pubout -out sa.pub 2>/dev/null
certificate apiserver ca 30 /CN=kube-apiserver "extendedKeyUsage=serverAuth
subjectAltName=IP:$address,IP:$service,IP:127.0.0.1,DNS:localhost,DNS:kubernetes,DNS:kubernetes.default,\
DNS:kubernetes.default.svc,DNS:kubernetes.default.svc.cluster.local"
certificate kubelet ca 30 /CN=node "extendedKeyUsage=serverAuth
subjectAltName=IP:$address,DNS:node"
certificate front-proxy-client front-proxy-ca 30 /CN=front-proxy-client extendedKeyUsage=clientAuth
client apiserver-kubelet-client /O=system:masters/CN=kube-apiserver-kubelet-client
client controller-manager /CN=system:kube-controller-manager
client scheduler /CN=system:kube-scheduler
client proxy /CN=system:kube-proxy
client node /O=system:nodes/CN=system:node:node
client admin /O=system:masters/CN=admin
client reader /CN=reader
certificate expired ca -1 /O=system:masters/CN=admin extendedKeyUsage=clientAuth
certificate stranger other-ca 30 /O=system:masters/CN=admin extendedKeyUsage=clientAuth
rm -f request extensions
