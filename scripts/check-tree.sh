#!/usr/bin/env bash
# Proves from the dependency tree that data flows one way:
#   - aqueduct-core pulls neither a runtime nor a client of an outside system;
#   - a connector depends on no crate of ours but aqueduct-core, and the one that its family shares.
#
#   scripts/check-tree.sh               checks the workspace
#   scripts/check-tree.sh --self-test   shows on made-up trees that each check can fail
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# Whole crate names, as one extended regular expression.
not_in_core='tokio(-.*)?|async-std|smol|rdkafka(-.*)?|aws-.*|pulsar|sqlx(-.*)?|mongodb|hdfs-native|hyper(-.*)?|reqwest|tonic'

# The tree of a package over normal edges, one crate a line, whatever features are on.
tree() { # package, further arguments of cargo tree
    cargo tree --quiet ${CI:+--locked} --edges normal --prefix none --all-features --package "$@"
}

# Crates in a tree (standard input) whose whole name matches.
matching() { awk '{ print $1 }' | sort -u | grep -Ex "$1" || true; }

# Each `offenders_*` reads a tree and prints one line for each crate that must not be there.
offenders_in_core() {
    matching "$not_in_core" | sed 's/^/aqueduct-core depends on /'
}

offenders_in_connector() { # package
    local allowed="$1|aqueduct-core"
    case $1 in
    aqueduct-postgres | aqueduct-mysql | aqueduct-sqlite) allowed+='|aqueduct-sql' ;;
    aqueduct-hdfs) allowed+='|aqueduct-file' ;;
    esac
    matching 'aqueduct(-.*)?' | grep -Evx "$allowed" | sed "s/^/$1, a connector, depends on /" || true
}

check_workspace() {
    local shown manifest package
    shown=$(tree aqueduct-core) || return # a cargo that fails must not look like an empty tree
    offenders_in_core <<<"$shown"
    for manifest in connectors/*/Cargo.toml; do
        [[ -e "$manifest" ]] || continue
        package=$(sed -n 's/^name = "\(aqueduct-.*\)"/\1/p' "$manifest" | head -n 1)
        shown=$(tree "$package" --depth 1) || return
        offenders_in_connector "$package" <<<"$shown"
    done
}

expect() { # what, wanted, got
    [[ "$2" == "$3" ]] || {
        printf 'check-tree: self-test: %s\n  wanted: %s\n  got:    %s\n' "$1" "$2" "$3" >&2
        exit 1
    }
}

self_test() {
    local core=$'aqueduct-core v0.1.0 (/x)\nserde v1.0.0\nfutures-util v0.3.0 (*)\ntokionomics v1.0.0'
    expect "a clean core passes" "" "$(offenders_in_core <<<"$core")"
    local crate
    for crate in tokio tokio-util rdkafka rdkafka-sys aws-sdk-kinesis pulsar sqlx sqlx-core mongodb hdfs-native hyper reqwest; do
        expect "core with $crate fails" "aqueduct-core depends on $crate" "$(offenders_in_core <<<"$core"$'\n'"$crate v1.0.0 (*)")"
    done

    local kafka=$'aqueduct-kafka v0.1.0 (/x)\naqueduct-core v0.1.0 (/y)\ntokio v1.0.0'
    expect "a clean connector passes" "" "$(offenders_in_connector aqueduct-kafka <<<"$kafka")"
    for crate in aqueduct aqueduct-engine aqueduct-memory aqueduct-sql; do
        expect "a connector with $crate fails" "aqueduct-kafka, a connector, depends on $crate" \
            "$(offenders_in_connector aqueduct-kafka <<<"$kafka"$'\n'"$crate v0.1.0 (/z)")"
    done
    expect "postgres may use sql" "" "$(offenders_in_connector aqueduct-postgres <<<$'aqueduct-postgres v0.1.0\naqueduct-core v0.1.0\naqueduct-sql v0.1.0')"

    if (tree() { return 101; } && check_workspace); then
        echo "check-tree: self-test: a cargo that fails passes" >&2
        exit 1
    fi
    echo "check-tree: self-test: every check can fail"
}

case ${1:-} in
--self-test) self_test ;;
"")
    offenders=$(check_workspace)
    if [[ -n "$offenders" ]]; then
        sed 's/^/check-tree: /' <<<"$offenders" >&2
        exit 1
    fi
    echo "check-tree: core is free of runtimes and clients, connectors see core only"
    ;;
*)
    echo "usage: $0 [--self-test]" >&2
    exit 2
    ;;
esac
