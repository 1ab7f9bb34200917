#!/bin/sh
# Whether this member is well: it answers a question that takes a majority.
#
# Both engines lead nobody to a member before it is healthy, and a member serves clients only when it has found a
# majority. So one that is still looking for its peers counts as healthy while they can reach it.
listens() {
    grep -qi "^ *[0-9]*: [0-9A-F]*:$1 [0-9A-F:]* 0A" /proc/net/tcp /proc/net/tcp6 2>/dev/null
}
if listens 094B; then
    exec env ETCDCTL_API=3 etcdctl --endpoints=http://127.0.0.1:2379 --command-timeout=4s endpoint health
fi
listens 094C
