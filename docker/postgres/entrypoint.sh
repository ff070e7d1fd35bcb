#!/bin/bash
# Starts a server; the first start makes its data. Arguments go to the server ("-c key=value").
#
#   POSTGRES_USER, POSTGRES_PASSWORD, POSTGRES_DB    as in the official image
#   POSTGRES_HOST_AUTH_METHOD=scram-sha-256
#   POSTGRES_MAX_PREPARED=20                         max_prepared_transactions
#   POSTGRES_TLS=1                                   offers TLS; clients trust /tmp/ca.pem
set -euo pipefail
user=${POSTGRES_USER:-postgres}
database=${POSTGRES_DB:-$user}
password=${POSTGRES_PASSWORD:-postgres}
[[ "${1:-}" != postgres ]] || shift

# An authority, and a certificate of it for localhost: what a real server shows.
certificates() {
    local new=(openssl req -x509 -nodes -days 3650 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1)
    "${new[@]}" -subj "/CN=aqueduct test authority" -keyout "$PGDATA/ca.key" -out "$PGDATA/ca.pem"
    openssl req -new -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=localhost \
        -keyout "$PGDATA/server.key" -out "$PGDATA/server.csr"
    openssl x509 -req -days 3650 -in "$PGDATA/server.csr" -CA "$PGDATA/ca.pem" -CAkey "$PGDATA/ca.key" -CAcreateserial \
        -extfile <(echo "subjectAltName=DNS:localhost,IP:127.0.0.1") -out "$PGDATA/server.crt"
    chmod 600 "$PGDATA"/*.key
    cp "$PGDATA/ca.pem" /tmp/ca.pem
}

first_start() {
    local file
    initdb -D "$PGDATA" -U "$user" --pwfile=<(printf '%s\n' "$password") -A scram-sha-256 -E UTF8 --no-sync >/dev/null
    printf 'host all all all %s\n' "${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}" >>"$PGDATA/pg_hba.conf"
    export PGPASSWORD=$password
    # A server that only this script reaches.
    pg_ctl -D "$PGDATA" -w -o "-c listen_addresses='' -c unix_socket_directories=/tmp" start >/dev/null
    [[ "$database" = postgres ]] ||
        psql -q -h /tmp -U "$user" -d postgres -v ON_ERROR_STOP=1 -c "CREATE DATABASE \"$database\""
    for file in /docker-entrypoint-initdb.d/*.sql; do
        [[ ! -f "$file" ]] || psql -q -h /tmp -U "$user" -d "$database" -v ON_ERROR_STOP=1 -f "$file"
    done
    pg_ctl -D "$PGDATA" -m fast -w stop >/dev/null
    unset PGPASSWORD
}

[[ -s "$PGDATA/PG_VERSION" ]] || first_start
tls=()
if [[ -n "${POSTGRES_TLS:-}" ]]; then
    [[ -s "$PGDATA/server.crt" ]] || certificates 2>/dev/null
    tls=(-c ssl=on)
fi
exec postgres -D "$PGDATA" -c listen_addresses='*' -c unix_socket_directories=/tmp \
    -c max_prepared_transactions="${POSTGRES_MAX_PREPARED:-20}" "${tls[@]}" "$@"
