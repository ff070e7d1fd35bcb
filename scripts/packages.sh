# shellcheck shell=bash
# Sourced by scripts that need programs of the system. They install only as root on Debian, or when CI is set;
# elsewhere they print what is missing with the command.

# What only the superuser needs is not on everybody's path.
PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin
missing=()

have() { command -v "$1" >/dev/null 2>&1; }
is_debian() { [[ -e /etc/debian_version ]] && have apt-get; }
may_install() { [[ -n "${CI:-}" ]] || { [[ $EUID -eq 0 ]] && is_debian; }; }
as_root() { if [[ $EUID -eq 0 ]]; then "$@"; else sudo -n "$@"; fi; }

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

# Prints what was noted, and fails if there is any.
nothing_missing() { # who asks
    [[ ${#missing[@]} -gt 0 ]] || return 0
    echo "$1: missing" >&2
    printf '  %s\n' "${missing[@]}" >&2
    return 1
}
