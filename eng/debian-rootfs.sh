#!/usr/bin/env bash
# debian-rootfs.sh FILE: makes FILE, a tar archive of a minimal Debian 12 userland, from Debian's own packages with debootstrap.
# It uses the mirror, proxy and signature settings of this machine's apt, also inside the archive, so that apt-get works in
# containers wherever it works on the host.
set -euo pipefail
file=$1

mirror=$(apt-get indextargets --format "\$(SITE) \$(RELEASE)" 'Created-By: Packages' 2>/dev/null |
    awk '$2 == "bookworm" { print $1; exit }')
mirror=${mirror:-http://deb.debian.org/debian}

work=$(mktemp -d "${TMPDIR:-/tmp}/berth-debian.XXXXXX")
trap 'rm -rf --one-file-system "$work"' EXIT

if ! debootstrap --variant=minbase --include=busybox,ca-certificates bookworm "$work/rootfs" "$mirror" >"$work/log" 2>&1; then
    tail -n 20 "$work/log" >&2
    echo "debian-rootfs.sh: debootstrap failed with the mirror $mirror" >&2
    exit 1
fi

apt-config dump | grep -E '^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date)' >"$work/rootfs/etc/apt/apt.conf.d/80host" || true
rm -rf "$work"/rootfs/var/cache/apt/archives/*.deb "$work"/rootfs/var/lib/apt/lists/* "$work"/rootfs/var/log/*.log
tar --numeric-owner -C "$work/rootfs" -cf "$file.partial" .
mv "$file.partial" "$file"
