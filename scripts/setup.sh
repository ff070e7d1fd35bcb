#!/usr/bin/env bash
# Makes a system ready to build Aqueduct, and says nothing when it is.
#
#   scripts/setup.sh         what a build needs: the toolchain, compilers for C and C++, make, perl, pkg-config
#   scripts/setup.sh lint    the same, and clippy and rustfmt
#
# Installs only as root on Debian, or when CI is set. Elsewhere it prints what is missing with the command, and exits 1.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
# shellcheck source=scripts/packages.sh
source scripts/packages.sh

toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
components=""
[[ "${1:-}" != lint ]] || components="clippy rustfmt"

system() {
    if ! compiles cc c; then package "a C compiler and linker" gcc libc6-dev; fi
    if ! have make; then package "make" make; fi
    # The Kafka client is built from its C and C++ sources, and for TLS OpenSSL, whose build is written in Perl.
    if ! compiles c++ c++; then package "a C++ compiler" g++; fi
    if ! have perl || ! perl -MFindBin -MIPC::Cmd -e 1 2>/dev/null; then package "perl" perl; fi
    if ! have pkg-config; then package "pkg-config" pkg-config; fi
}

# A compiler without the library's headers and start files cannot link.
compiles() { # command, language
    have "$1" && echo 'int main(void){return 0;}' | "$1" -x "$2" -o /dev/null - 2>/dev/null
}

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

nothing_missing setup
