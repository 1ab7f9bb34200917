#!/bin/sh
# Ends when every member of the cluster answers a question that takes a majority.
ETCDCTL_API=3
export ETCDCTL_API
until etcdctl --endpoints="$1" --command-timeout=3s endpoint health; do
    sleep 1
done
