#!/usr/bin/env bash
# How long a container takes, beside what people use today, on this machine and in one go:
#
#   run --rm IMAGE true, on the bridge network   berth + berthd       docker + Debian's dockerd
#   run of a busybox bundle                      berth-runtime        Debian's runc and crun
#
# Prints medians and ratios; the raw numbers are in artifacts/bench/*.json (hyperfine's format). RUNS=50 changes how often each
# command runs. Both daemons run in network and mount namespaces of their own, which vanish with them: no bridge, no firewall
# rule and no mount is left on the host.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
need_packages hyperfine docker.io runc crun busybox-static iproute2 iptables nftables jq
./build.sh >/dev/null

runs=${RUNS:-30}
results=$ROOT/artifacts/bench
export PATH=$ROOT/artifacts/bin:$PATH

# A mount namespace for all of it: what is mounted from here on is never seen outside.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

stage=$(mktemp -d "${TMPDIR:-/tmp}/berth-bench.XXXXXX")
berth_host=unix://$stage/berth.sock
docker_host=unix://$stage/docker.sock
daemons=()

clean_up() {
    local status=$?
    trap - EXIT
    [ ${#daemons[@]} -eq 0 ] || kill "${daemons[@]}" 2>/dev/null || true
    wait
    umount -l /sys/fs/cgroup/hugetlb 2>/dev/null || true
    # Empty parents only: rmdir fails where a group is in use.
    rmdir /sys/fs/cgroup/hugetlb /sys/fs/cgroup/{,*/}{docker,berth} 2>/dev/null || true
    rm -rf "$stage" 2>/dev/null || true
    if [ -d "$stage" ]; then
        awk -v stage="$stage/" 'index($5, stage) == 1 { print $5 }' /proc/self/mountinfo | sort -r | xargs -r umount -l
        rm -rf "$stage"
    fi
    exit $status
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# ---- a busybox root file system, image and bundle

rootfs=$stage/bundle/rootfs
mkdir -p "$rootfs"/{bin,etc,proc,sys,dev,tmp} "$results"
cp "$(command -v busybox)" "$rootfs/bin/busybox"
for applet in sh true echo cat; do
    ln -s busybox "$rootfs/bin/$applet"
done
echo 'root:x:0:0:root:/root:/bin/sh' >"$rootfs/etc/passwd"
tar -C "$rootfs" -cf "$stage/busybox.tar" .

(cd "$stage/bundle" && runc spec)
jq '.process.args = ["true"] | .process.terminal = false' "$stage/bundle/config.json" >"$stage/config.json"
mv "$stage/config.json" "$stage/bundle/config.json"

# ---- the daemons

# start NAME HOST COMMAND…: starts a daemon in a network namespace of its own, and gives it the image.
start() {
    local name=$1 client=$2 host=$3
    shift 3
    unshare --net sh -c 'ip link set lo up; exec "$@"' sh "$@" >"$stage/$name.log" 2>&1 &
    daemons+=($!)
    wait_for 30 "$client" -H "$host" version || die "$name does not answer; the end of its log:
$(tail -n 20 "$stage/$name.log")"
    "$client" -H "$host" import "$stage/busybox.tar" bench/busybox >/dev/null
}

start berthd berth "$berth_host" berthd --data-root "$stage/berth/data" --exec-root "$stage/berth/exec" -H "$berth_host" \
    --pidfile "$stage/berth.pid" --bip 10.198.1.1/24
start dockerd docker "$docker_host" dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" -H "$docker_host" \
    --pidfile "$stage/docker.pid" --bip 10.198.2.1/24

# crun insists on every controller that /proc/cgroups names, mounted.
if grep -q '^hugetlb' /proc/cgroups && [ ! -e /sys/fs/cgroup/cgroup.controllers ] && [ ! -d /sys/fs/cgroup/hugetlb ]; then
    mkdir -p /sys/fs/cgroup/hugetlb
    mount -t cgroup -o hugetlb hugetlb /sys/fs/cgroup/hugetlb
fi

# ---- the races

# race NAME COMMAND-NAME COMMAND …: measures the commands in one hyperfine run; the first is ours.
race() {
    local title=$1 file=$results/$2.json arguments=()
    shift 2
    while [ $# -gt 0 ]; do
        arguments+=(--command-name "$1" "$2")
        shift 2
    done
    echo
    echo "$title ($runs runs each, medians)"
    hyperfine -N --style none --warmup 3 --runs "$runs" --export-json "$file" "${arguments[@]}" >"$stage/hyperfine.log" 2>&1 || {
        tail -n 20 "$stage/hyperfine.log" >&2
        die "a command of the race failed"
    }
    jq -r '.results | .[0].median as $ours | .[] | [.command, .median * 1000, .stddev * 1000, .median / $ours] | @tsv' "$file" |
        awk -F'\t' 'NR == 1 { printf "  %-16s %8.1f ms ± %5.1f\n", $1, $2, $3; next }
                    { printf "  %-16s %8.1f ms ± %5.1f   %5.2f times as long as ours\n", $1, $2, $3, $4 }'
}

race "run --rm busybox true, bridge network" run \
    berth "berth -H $berth_host run --rm bench/busybox true" \
    docker "docker -H $docker_host run --rm bench/busybox true"

race "run of a busybox bundle" bundle \
    berth-runtime "berth-runtime --root $stage/state/berth run -b $stage/bundle bench-berth" \
    runc "runc --root $stage/state/runc run -b $stage/bundle bench-runc" \
    crun "crun --root $stage/state/crun run -b $stage/bundle bench-crun"
