#!/usr/bin/env bash
# Makes sure that a Docker engine answers: installs and starts one where it may (as root on Debian, or in CI).
# Exits 3, with what is missing, where there is none and it may not. Its log is target/docker/dockerd.log.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

log=target/docker/dockerd.log
readonly no_engine=3

answers() { docker info >/dev/null 2>&1; }

# The engine takes the file of a dead process for a living one when something else has its id now, or it is not buried yet.
forget() { # the file with the process's id, its name
    local id
    [[ -s "$1" ]] || return 0
    id=$(<"$1")
    [[ "$(as_root readlink "/proc/$id/exe" 2>/dev/null)" == */"$2" ]] || as_root rm -f "$1"
}

start() {
    forget /var/run/docker.pid dockerd
    forget /var/run/docker/containerd/containerd.pid containerd
    echo "docker: starting an engine (log: $log)" >&2
    # It outlives this script, its terminal and its lock.
    as_root setsid nohup dockerd >>"$log" 2>&1 </dev/null 9>&- &
    local engine=$!
    disown "$engine"
    for _ in $(seq 300); do
        if answers; then
            # Whose tests they were died with the last engine.
            docker ps -aq --filter label=aqueduct.test | xargs -r docker rm -f -v >/dev/null
            return
        fi
        kill -0 "$engine" 2>/dev/null || break
        sleep 0.2
    done
    echo "docker: the engine does not answer; the end of $log:" >&2
    tail -n 20 "$log" >&2
    return 1
}

engine() {
    if answers; then return; fi
    if ! have dockerd && [[ -z "${DOCKER_HOST:-}" ]]; then package "a Docker engine" docker.io; fi
    if answers; then return; fi # where the package starts it
    nothing_missing docker || return $no_engine
    if [[ -n "${DOCKER_HOST:-}" ]] || ! may_install; then
        echo "docker: no engine answers 'docker info': start it, or become a member of the group docker" >&2
        return $no_engine
    fi
    start
}

if answers; then exit; fi
if may_install; then
    mkdir -p target/docker
    exec 9>target/docker/engine.lock
    ! have flock || flock 9
fi
engine
