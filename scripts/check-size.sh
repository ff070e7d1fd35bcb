#!/usr/bin/env bash
# Keeps files short and finished. Prints every offender, then fails.
#
#   scripts/check-size.sh               checks the work tree (tracked and new files)
#   scripts/check-size.sh --self-test   shows in a scratch folder that each check can fail
set -euo pipefail
shopt -s inherit_errexit
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

max_lines=400
max_median=130

# Hosts of package registries, in brackets so that this file does not hold one. Cargo.lock is cargo's own.
registry_hosts='(crates|static\.crates|index\.crates)[.]io|pypi[.]org|pythonhosted[.]org|(registry\.)?npmjs[.](org|com)|repo1?[.]maven|proxy[.]golang[.]org|deb[.]debian[.]org'

files() { # git pathspecs; the files that are there
    local file
    git ls-files --cached --others --exclude-standard -- "$@" | sort -u | while IFS= read -r file; do
        [[ ! -f "$file" ]] || printf '%s\n' "$file"
    done
}

# `grep` over a list of files on standard input; finding nothing is the good case.
search() { xargs -r -d '\n' grep -HnE "$@" || true; }

too_long() {
    local file lines
    while IFS= read -r file; do
        lines=$(wc -l <"$file")
        [[ $lines -le $max_lines ]] || echo "$file: $lines lines, at most $max_lines: one public concept per file"
    done < <(files '*.rs')
}

unfinished() {
    files '*.rs' | search '\b(todo|unimplemented)!\(' | sed 's/$/   <- unfinished/'
    files '*.rs' | search '^\s*#\[ignore\]' | sed 's/$/   <- say why and when it runs: #[ignore = "soak: .."]/'
}

registries() {
    files . ':!Cargo.lock' ':!*/Cargo.lock' | search -I "$registry_hosts" | sed 's/$/   <- names the host of a registry/'
}

median() { # of the numbers on standard input
    sort -n | awk '{ n[NR] = $1 } END { print NR ? n[int((NR + 1) / 2)] : 0 }'
}

source_sizes() {
    local file
    while IFS= read -r file; do wc -l <"$file"; done < <(files '*/src/*.rs' 'src/*.rs')
}

check() {
    local offenders sizes middle
    offenders=$(too_long; unfinished; registries)
    sizes=$(source_sizes)
    [[ -n "$sizes" ]] || offenders+=$'\n'"no source file found: is this a git work tree?"
    middle=$(median <<<"$sizes")
    [[ $middle -le $max_median ]] || offenders+=$'\n'"the median source file has $middle lines, at most $max_median"
    if [[ -n "$offenders" ]]; then
        sed -e '/^$/d' -e 's/^/check-size: /' <<<"$offenders" >&2
        return 1
    fi
    echo "check-size: median $middle lines over $(wc -l <<<"$sizes") source files"
}

self_test() {
    scratch=$(mktemp -d)
    trap 'rm -rf "$scratch"' EXIT
    cd "$scratch"
    git init -q
    mkdir -p a/src
    plant() { # what, content, file
        printf '%s\n' "$2" >"$3"
        ! check >/dev/null 2>&1 || { echo "check-size: self-test: $1 passes" >&2; exit 1; }
        rm "$3"
    }
    echo "//! Fine." >a/src/lib.rs
    check >/dev/null || { echo "check-size: self-test: a clean tree fails" >&2; exit 1; }
    plant "a long file" "$(seq 401)" a/long.rs
    plant "a high median" "$(seq 131)" a/src/lib.rs
    echo "//! Fine." >a/src/lib.rs
    plant "todo" 'fn f() { todo!() }' a/src/b.rs
    plant "unimplemented" 'fn f() { unimplemented!("x") }' a/src/b.rs
    plant "an ignored test without a reason" '    #[ignore]' a/src/b.rs
    plant "the host of a registry" "see https://crates"".io" README.md
    echo '#[ignore = "soak: an hour"]' >a/src/b.rs
    check >/dev/null || { echo "check-size: self-test: an ignored test with a reason fails" >&2; exit 1; }
    echo "check-size: self-test: every check can fail"
}

case ${1:-} in
--self-test) self_test ;;
"") cd "$root" && check ;;
*)
    echo "usage: $0 [--self-test]" >&2
    exit 2
    ;;
esac
