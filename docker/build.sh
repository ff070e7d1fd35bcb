#!/usr/bin/env bash
# Builds the images of the servers that tests need, from packages: aqueduct-test/NAME for every folder docker/NAME.
#
#   docker/build.sh             all images
#   docker/build.sh NAME...     these, and what they start from
#   docker/build.sh --list      the names
#
# What is built and unchanged is left alone. A folder holds a Dockerfile, what it copies, and, where the server is made of
# jars, a pom.xml that names them: they are in the folder libs when the image is built. An executable fetch.sh is run in the
# folder that the image is built from, for whatever else has to come from outside. docker/base makes its own file system.
# Exits 3 when there is no Docker engine and it may not start one.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

names() {
    local file
    for file in docker/*/Dockerfile docker/base/rootfs.sh; do basename "$(dirname "$file")"; done
}

# The image that one starts from, if it is ours.
parent() { [[ ! -f docker/$1/Dockerfile ]] || sed -n 's/^FROM aqueduct-test\/\([a-z0-9-]*\).*/\1/p' "docker/$1/Dockerfile"; }

# Changes with every file that an image is made of.
recipe() { # name
    local from
    from=$(parent "$1")
    {
        find "docker/$1" -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum
        [[ -z "$from" ]] || recipe "$from"
    } | sha256sum | cut -c 1-16
}

built() { docker image inspect --format '{{ index .Config.Labels "aqueduct.recipe" }}' "aqueduct-test/$1" 2>/dev/null || true; }

# The image of all images: made here as root on Debian, elsewhere the official one.
base() { # recipe
    local made=""
    if [[ $EUID -eq 0 ]] && is_debian; then
        have debootstrap || package debootstrap debootstrap debian-archive-keyring
        nothing_missing docker
        # Named only when it is whole: half a file system imports as well.
        if made=$(docker/base/rootfs.sh 2>target/docker/base.log | docker import --change "LABEL aqueduct.recipe=$1" -); then
            docker tag "$made" aqueduct-test/base
            return
        fi
        [[ -z "$made" ]] || docker rmi "$made" >/dev/null
        tail -n 5 target/docker/base.log >&2
        echo "docker: could not make base; trying the official image" >&2
    fi
    printf 'FROM debian:bookworm-slim\nLABEL aqueduct.recipe=%s\n' "$1" | docker build -q -t aqueduct-test/base - >/dev/null
}

jars() { # folder with a pom.xml
    if ! have mvn || ! java -version >/dev/null 2>&1; then package "Maven" maven default-jre-headless; fi
    nothing_missing docker
    mvn -q -B -f "$1/pom.xml" dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$PWD/$1/libs" \
        >"$1.log" 2>&1 || { tail -n 20 "$1.log" >&2; return 1; }
    # Native code for other systems.
    find "$1/libs" \( -name '*osx*' -o -name '*windows*' -o -name '*riscv*' \) -delete
}

from_recipe() { # name, recipe
    local context=target/docker/$1
    rm -rf "$context"
    cp -a "docker/$1" "$context"
    [[ ! -f "$context/pom.xml" ]] || jars "$context"
    [[ ! -x "$context/fetch.sh" ]] || (cd "$context" && ./fetch.sh >&2)
    # The classic builder is in every engine, also in those that come without BuildKit.
    DOCKER_BUILDKIT=0 docker build --quiet --network host --label "aqueduct.recipe=$2" --tag "aqueduct-test/$1" "$context" \
        >"$context.log" 2>&1 || { tail -n 30 "$context.log" >&2; return 1; }
    rm -rf "$context"
}

image() { # name
    local from wanted
    from=$(parent "$1")
    wanted=$(recipe "$1")
    if [[ "$(built "$1")" == "$wanted" ]]; then return; fi
    [[ -z "$from" ]] || image "$from"
    echo "docker: building aqueduct-test/$1" >&2
    if [[ "$1" == base ]]; then base "$wanted"; else from_recipe "$1" "$wanted"; fi
    docker image prune --force --filter label=aqueduct.recipe >/dev/null # the one that it replaces
}

[[ "${1:-}" != --list ]] || { names; exit; }
[[ $# -gt 0 ]] || mapfile -t all < <(names)
for name in "$@"; do
    [[ -f docker/$name/Dockerfile || "$name" == base ]] || {
        echo "docker: there is no image $name; there are $(names | paste -sd ' ')" >&2
        exit 2
    }
done
docker/engine.sh
mkdir -p target/docker
exec 8>target/docker/build.lock
! have flock || flock 8
for name in "${@:-${all[@]}}"; do image "$name"; done
