#!/bin/sh
# Moves the votes from redis to PostgreSQL and writes the result back to redis. A vote being
# counted waits in the list `counting`, so none is lost when the worker ends half way; counting it
# twice changes nothing, for there is one row for each voter.
set -u

PGPASSWORD=$(cat /run/secrets/db-password)
PGCONNECT_TIMEOUT=5
export PGPASSWORD PGCONNECT_TIMEOUT
trap 'exit 0' TERM INT

redis() {
    printf '%s\r\n' "$@" QUIT | nc "${REDIS_HOST:-redis}" 6379 | tr -d '\r'
}

sql() {
    psql -q -t -A -X -F ' ' -v ON_ERROR_STOP=1 "$@"
}

# The bulk reply of a command: its second line, or nothing.
bulk() {
    redis "$1" | sed -n -e '1!b' -e '/^\$[0-9]/!q' -e 'n;p;q'
}

count() {
    voter=${1% *}
    choice=${1#* }
    sql -v voter="$voter" -v choice="$choice" <<'END' || return 1
INSERT INTO votes (voter, choice) VALUES (:'voter', :'choice')
ON CONFLICT (voter) DO UPDATE SET choice = excluded.choice;
END
    redis "LREM counting 1 \"$1\"" >/dev/null
    echo "counted a vote for $choice"
}

publish() {
    result=$(sql -c 'SELECT choice, count(*) FROM votes GROUP BY choice') || return 1
    set -- MULTI "DEL tally"
    while read -r choice number; do
        [ -z "$choice" ] || set -- "$@" "HSET tally $choice $number"
    done <<END
$result
END
    redis "$@" EXEC >/dev/null
}

until sql -c 'CREATE TABLE IF NOT EXISTS votes (voter text PRIMARY KEY, choice text NOT NULL)' \
    2>/dev/null; do
    echo "waiting for the database"
    sleep 1
done
echo "ready"

while :; do
    touch /tmp/beat
    vote=$(bulk 'LINDEX counting -1')
    [ -n "$vote" ] || vote=$(bulk 'RPOPLPUSH votes counting')
    if [ -n "$vote" ]; then
        count "$vote" && publish || sleep 1
    else
        publish || echo "the database does not answer"
        sleep 1
    fi
done
