#!/usr/bin/env bash
# Makes a system ready to build Aqueduct, and says nothing when it is.
#
#   scripts/setup.sh         what a build needs: the toolchain, a C compiler, make
#   scripts/setup.sh lint    the same, and clippy and rustfmt
#
# Installs only as root on Debian, or when CI is set. Elsewhere it prints what is missing with the command, and exits 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
components=""
[[ "${1:-}" != lint ]] || components="clippy rustfmt"
missing=()

have() { command -v "$1" >/dev/null 2>&1; }
is_debian() { [[ -e /etc/debian_version ]] && have apt-get; }
may_install() { [[ -n "${CI:-}" ]] || { [[ $(id -u) -eq 0 ]] && is_debian; }; }
as_root() { if [[ $(id -u) -eq 0 ]]; then "$@"; else sudo -n "$@"; fi; }

# Installs a Debian package, or notes what to install and how.
package() { # what, package...
    local what=$1
    shift
    if may_install && is_debian; then
        echo "setup: installing $what ($*)" >&2
        as_root apt-get update -qq >&2 || true
        as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >&2 && return
    fi
    missing+=("$what: sudo apt-get install $*   (or your system's equivalent)")
}

system() {
    if ! have cc || ! cc_works; then package "a C compiler and linker" gcc libc6-dev; fi
    if ! have make; then package "make" make; fi
}

# A compiler without the C library's headers and start files cannot link.
cc_works() { echo 'int main(void){return 0;}' | cc -x c -o /dev/null - 2>/dev/null; }

rust() {
    if have rustup; then
        with_rustup
    elif have cargo; then
        with_cargo_alone
    elif may_install && is_debian && [[ -n "$(apt-cache search --names-only '^rustup$' 2>/dev/null)" ]]; then
        package "rustup" rustup
        if have rustup; then with_rustup; fi
    else
        missing+=("Rust $toolchain: install rustup as the Rust project's web site describes, then: rustup toolchain install $toolchain")
    fi
}

with_rustup() {
    local add="rustup toolchain install $toolchain --profile minimal" component
    for component in $components; do add+=" --component $component"; done
    if toolchain_ready; then return; fi
    if may_install; then
        echo "setup: $add" >&2
        if $add >&2 && toolchain_ready; then return; fi
    fi
    missing+=("Rust $toolchain${components:+ with $components}: $add")
}

# Asked without starting the toolchain, which would make rustup download it.
toolchain_ready() {
    rustup toolchain list | grep -q "^$toolchain-" || return 1
    [[ -z "$components" ]] && return
    local there component
    there=$(rustup component list --installed --toolchain "$toolchain")
    for component in $components; do
        grep -q "^$component" <<<"$there" || return 1
    done
}

# A Rust that does not come from rustup: it is used as it is, if it is new enough.
with_cargo_alone() {
    local found component
    found=$(cargo --version | awk '{ print $2 }')
    if [[ $(printf '%s\n' "$toolchain" "$found" | sort -V | head -n 1) != "$toolchain" ]]; then
        missing+=("Rust $toolchain or newer (found $found): install rustup, then: rustup toolchain install $toolchain")
    fi
    for component in $components; do
        local command=$component
        [[ "$component" != clippy ]] || command=cargo-clippy
        have "$command" || missing+=("$component: install it with the package manager that brought cargo")
    done
}

system
rust

if [[ ${#missing[@]} -gt 0 ]]; then
    echo "setup: missing" >&2
    printf '  %s\n' "${missing[@]}" >&2
    exit 1
fi
