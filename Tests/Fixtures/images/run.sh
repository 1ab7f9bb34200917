#!/bin/sh
# First process of the small images: passes TERM on, so that a stop takes no ten seconds, and
# collects what its children leave behind.
"$@" <&0 &
child=$!
trap 'kill -TERM "$child" 2>/dev/null' TERM INT
while :; do
    wait "$child"
    status=$?
    kill -0 "$child" 2>/dev/null || exit "$status"
done
