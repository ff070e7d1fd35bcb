#!/bin/bash
# Starts one broker. The storage is formatted and the certificates are made once, the listeners at every start.
#
#   9092  plain                                                          clients see ADVERTISED_PORT
#   9095  SASL: PLAIN, SCRAM-SHA-256, SCRAM-SHA-512; no encryption       ADVERTISED_SASL_PORT
#   9096  TLS; clients trust /var/lib/kafka/tls/ca.pem                   ADVERTISED_SSL_PORT
#   9097  plain, for a proxy in front of it                              ADVERTISED_PROXY_PORT
#   9093  plain, for tools inside of the container
#
#   ADVERTISED_HOST=127.0.0.1
#   SASL_USER=aqueduct, SASL_PASSWORD=aqueduct-secret    the one user, of all three mechanisms
#   KAFKA_PROP_log__retention__ms=1000                   becomes log.retention.ms=1000
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")
data=/var/lib/kafka/data
tls=/var/lib/kafka/tls
run=/tmp/run.properties
host="${ADVERTISED_HOST:-127.0.0.1}"
user="${SASL_USER:-aqueduct}"
password="${SASL_PASSWORD:-aqueduct-secret}"
export CLASSPATH="/opt/kafka/libs/*"

# An authority, and a certificate of it for localhost: what a real server shows.
certificates() {
    local pair=(keytool -storetype PKCS12 -keystore "$tls/new.p12" -storepass changeit -genkeypair -keyalg EC -validity 3650)
    mkdir -p "$tls"
    rm -f "$tls"/*
    "${pair[@]}" -alias ca -dname "CN=aqueduct test authority" -ext bc:c
    "${pair[@]}" -alias server -signer ca -dname CN=localhost -ext SAN=DNS:localhost,IP:127.0.0.1 -ext EKU=serverAuth
    keytool -exportcert -rfc -alias ca -keystore "$tls/new.p12" -storepass changeit >"$tls/ca.pem"
    mv "$tls/new.p12" "$tls/server.p12" # last: its presence says that all is there
}

settings() {
    cat "$here/server.properties"
    cat <<SETTINGS
listeners=PLAINTEXT://0.0.0.0:9092,SASL://0.0.0.0:9095,SSL://0.0.0.0:9096,PROXY://0.0.0.0:9097,BROKER://127.0.0.1:9093,CONTROLLER://127.0.0.1:9094
advertised.listeners=PLAINTEXT://$host:${ADVERTISED_PORT:-9092},SASL://$host:${ADVERTISED_SASL_PORT:-9095},SSL://$host:${ADVERTISED_SSL_PORT:-9096},PROXY://$host:${ADVERTISED_PROXY_PORT:-9097},BROKER://127.0.0.1:9093
listener.name.sasl.plain.sasl.jaas.config=org.apache.kafka.common.security.plain.PlainLoginModule required user_$user="$password";
listener.name.ssl.ssl.keystore.location=$tls/server.p12
listener.name.ssl.ssl.keystore.type=PKCS12
listener.name.ssl.ssl.keystore.password=changeit
listener.name.ssl.ssl.key.password=changeit
SETTINGS
    env | sed -n 's/^KAFKA_PROP_//p' | while IFS='=' read -r key value; do
        printf '%s=%s\n' "${key//__/.}" "$value"
    done
}

settings >"$run"
made=""
if [[ ! -f "$tls/server.p12" ]]; then
    certificates >/dev/null 2>/tmp/keytool.log &
    made=$!
fi
if [[ ! -f "$data/meta.properties" ]]; then
    java -XX:TieredStopAtLevel=1 kafka.tools.StorageTool format --standalone -t "${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}" -c "$run" \
        --add-scram "SCRAM-SHA-256=[name=$user,password=$password]" \
        --add-scram "SCRAM-SHA-512=[name=$user,password=$password]"
fi
[[ -z "$made" ]] || wait "$made" || { cat /tmp/keytool.log >&2; exit 1; }

# shellcheck disable=SC2086 # flags are words
exec java ${KAFKA_JVM_FLAGS:--Xms128m -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError} \
    -Dorg.slf4j.simpleLogger.logFile=System.out -Dorg.slf4j.simpleLogger.defaultLogLevel="${KAFKA_LOG_LEVEL:-info}" \
    kafka.Kafka "$run"
