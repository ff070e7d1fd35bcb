#!/usr/bin/env bash
# Writes a small Debian bookworm as a tar to standard output: `docker import` makes the image of it that all others
# start from. The mirror is the one that this system's own package manager uses. Needs root.
set -euo pipefail

# shellcheck disable=SC2016 # for apt-get to expand
mirror=$(apt-get indextargets --format '$(ORIGIN) $(COMPONENT) $(REPO_URI)' 'Created-By: Packages' |
    awk '$1 == "Debian" && $2 == "main" && $3 !~ /security/ { print $3; exit }')
[[ -n "$mirror" ]] || { echo "base: the sources of apt name no Debian mirror" >&2; exit 1; }

root=$(mktemp -d)
trap 'umount "$root" 2>/dev/null || true; rm -rf "$root"' EXIT
# In memory: on a disk most of the time goes into making sure that every file is on it.
mount -t tmpfs -o mode=755,size=1g tmpfs "$root" 2>/dev/null || chmod 755 "$root"
debootstrap --variant=minbase bookworm "$root" "$mirror" >&2

echo force-unsafe-io >"$root/etc/dpkg/dpkg.cfg.d/unsafe-io" # the same for packages that are installed later
# A package that is installed later must not start its server.
printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
chmod 755 "$root/usr/sbin/policy-rc.d"
find "$root/usr/share/doc" "$root/usr/share/man" "$root/usr/share/locale" "$root/var/lib/apt/lists" -type f -delete
rm -rf "$root"/var/cache/apt/*.bin "$root"/var/cache/apt/archives/*.deb

tar --numeric-owner -C "$root" -c .
