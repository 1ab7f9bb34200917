#!/bin/sh
# Makes the certificates of an engine that listens with TLS, and wrong ones of each sort, in a folder.
#
#   certificates.sh DIR ADDRESS
#
# server, server-expired, server-other (for another name) and the folders of clients: good, expired,
# stranger (signed by an authority that the engine does not know), no-client, wrong-authority.
set -eu
mkdir -p "$1"
cd "$1"
address=$2

authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 \
        -keyout "$1-key.pem" -out "$1.pem" -subj "/CN=$1" 2>/dev/null
}

# certificate NAME AUTHORITY DAYS EXTENSIONS
certificate() {
    printf '%s\n' "$4" >extensions
    openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
        -keyout "$1-key.pem" -out request -subj "/CN=$1" 2>/dev/null
    openssl x509 -req -in request -CA "$2.pem" -CAkey "$2-key.pem" -CAcreateserial -days "$3" \
        -extfile extensions -out "$1.pem" 2>/dev/null
}

# client FOLDER AUTHORITY CERTIFICATE
client() {
    mkdir -p "$1"
    cp "$2.pem" "$1/ca.pem"
    if [ -n "$3" ]; then
        cp "$3.pem" "$1/cert.pem"
        cp "$3-key.pem" "$1/key.pem"
    fi
}

authority ca
authority other-ca
server="extendedKeyUsage=serverAuth"
certificate server ca 30 "$server
subjectAltName=IP:$address,IP:127.0.0.1"
certificate server-expired ca -1 "$server
subjectAltName=IP:127.0.0.1"
certificate server-other ca 30 "$server
subjectAltName=DNS:elsewhere.example"
certificate user ca 30 extendedKeyUsage=clientAuth
certificate user-expired ca -1 extendedKeyUsage=clientAuth
certificate user-stranger other-ca 30 extendedKeyUsage=clientAuth
client good ca user
client expired ca user-expired
client stranger ca user-stranger
client no-client ca ""
client wrong-authority other-ca user
