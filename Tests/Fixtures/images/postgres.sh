#!/bin/sh
# First start: makes the database cluster from POSTGRES_USER, POSTGRES_DB and the password in
# POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE. Then becomes the server. Never runs it as root.
set -eu

bin=$(echo /usr/lib/postgresql/*/bin)
data=${PGDATA:-/var/lib/postgresql/data}
user=${POSTGRES_USER:-postgres}
db=${POSTGRES_DB:-$user}

as_postgres() { /usr/bin/setpriv --reuid postgres --regid postgres --clear-groups "$@"; }

if [ "${1:-postgres}" != postgres ]; then
    exec "$@"
fi
[ $# -eq 0 ] || shift

mkdir -p "$data" /run/postgresql
chown -R postgres:postgres "$data" /run/postgresql
chmod 700 "$data"

if [ ! -s "$data/PG_VERSION" ]; then
    password=${POSTGRES_PASSWORD:-}
    if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
        password=$(cat "$POSTGRES_PASSWORD_FILE")
    fi
    if [ -z "$password" ]; then
        echo "postgres: set POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE" >&2
        exit 1
    fi
    umask 077
    printf '%s\n' "$password" >/tmp/password
    chown postgres /tmp/password
    as_postgres "$bin/initdb" -D "$data" -U "$user" --pwfile /tmp/password \
        --auth-local trust --auth-host scram-sha-256 -E UTF8 --locale C --no-sync >/dev/null
    rm -f /tmp/password
    echo "host all all all scram-sha-256" >>"$data/pg_hba.conf"
    if [ "$db" != postgres ]; then
        printf 'CREATE DATABASE "%s"\n' "$db" |
            as_postgres "$bin/postgres" --single -D "$data" postgres >/dev/null
    fi
fi

exec /usr/bin/setpriv --reuid postgres --regid postgres --clear-groups \
    "$bin/postgres" -D "$data" -c listen_addresses='*' "$@"
