#!/usr/bin/env bash
# Prints, a line each and sorted, everything on this machine that a container engine of ours may leave behind. test.sh compares
# the lists from before and after.
set -euo pipefail

list() {
    # Mounts below the roots that tests, the demo and the daemon use; network namespaces are nsfs mounts among them.
    awk '$5 ~ /berth/ { print "mount " $5 }' /proc/self/mountinfo

    # Bridges and veth pairs.
    for link in /sys/class/net/*; do
        case ${link##*/} in
            berth* | br-* | veth*) echo "link ${link##*/}" ;;
        esac
    done

    # Cgroups, on v1, hybrid and v2 hosts.
    find /sys/fs/cgroup -mindepth 1 -type d \( -name berth -o -path '*/berth/*' \) -printf 'cgroup %p\n' 2>/dev/null || true

    if command -v nft >/dev/null; then
        nft list tables 2>/dev/null | awk '$3 ~ /^berth/ { print "nft " $2 " " $3 }'
    fi

    # Processes of our binaries, by what they execute: a name could be anybody's.
    for process in /proc/[0-9]*; do
        program=$(readlink "$process/exe" 2>/dev/null) || continue
        case ${program##*/} in
            # One that has cloned no longer shows its file (decision 0005).
            berth | berthd | berth-runtime | berth-registry | "memfd:berth-runtime"*) echo "process ${process#/proc/} $program" ;;
        esac
    done
}

list | LC_ALL=C sort -u
