#!/usr/bin/env bash
# What images cost, beside what people use today, on this machine and in one go:
#
#   pull of a Debian 12 root file system, one gzip layer     berth    docker    curl | gunzip | tar x
#   pull of the same in ten layers                           berth    docker
#   push of it, freshly imported; push again, unchanged      berth    docker
#   rmi of it                                                berth    docker
#   images, with 1,000 of them                               berth    docker
#   peak memory of the daemon after the pulls                berthd   dockerd
#
# The registry is Debian's docker-registry on the loopback of a network namespace that everything here runs in. The image is made by
# debootstrap, once, and kept in artifacts/bench. PEER_ROOT=/path/to/root takes dockerd and docker-registry from another Debian
# (a sid tree with newer ones) instead of this machine's. RUNS=12 changes how often each command runs; BUILD=0 measures what is in
# artifacts/bin already.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
rootfs_tar=$ROOT/artifacts/bench/debian12.tar

# make_rootfs: the Debian 12 root file system as a tar, which takes a network.
make_rootfs() {
    [ ! -s "$rootfs_tar" ] || return 0
    local tree
    tree=$(mktemp -d "${TMPDIR:-/tmp}/berth-debian.XXXXXX")
    echo "making $rootfs_tar"
    debootstrap --variant=minbase bookworm "$tree" >"$ROOT/artifacts/log/debootstrap.log" 2>&1 ||
        die "debootstrap failed (artifacts/log/debootstrap.log)"
    rm -f "$tree"/var/cache/apt/archives/*.deb
    tar -C "$tree" --sort=name --numeric-owner -cf "$rootfs_tar.new" .
    mv "$rootfs_tar.new" "$rootfs_tar"
    rm -rf "$tree"
}

# Mounts and links made from here on are never seen outside.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    need_packages hyperfine jq curl skopeo docker.io docker-registry debootstrap iproute2 iptables nftables
    mkdir -p "$ROOT/artifacts/bench" "$ROOT/artifacts/log"
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    make_rootfs
    IN_OWN_NAMESPACE=1 exec unshare --mount --net --propagation private "$0" "$@"
fi

RUNS=${RUNS:-12}
ROUNDS=${ROUNDS:-4}
# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=image-stage.sh
source bench/EndToEnd/image-stage.sh
trap clean_up EXIT
trap 'exit 130' INT TERM

ip link set lo up
mkdir -p "$results"
start_registry
start_image_daemons
make_images

race_pulls
show_memory
race_pushes
race_removal
race_listing
