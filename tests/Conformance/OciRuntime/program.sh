#!/usr/bin/env bash
# program.sh WORK NAME=PATH[@ROOT] PROGRAM: runs one program of the validation suite for one runtime in pid and mount namespaces of
# its own, so that nothing of it remains, and leaves a log and a verdict, one line, in WORK/results/NAME.
set -euo pipefail
here=$(dirname "${BASH_SOURCE[0]}")

if [ "$1" = --inside ]; then
    work=$2 root=$3 program=$4
    # A root of its own is entered by pivot_root: a runtime's own pivot_root does not work below a chroot.
    if [ -n "$root" ]; then
        mount --bind "$root" "$root"
        for directory in sys dev tmp "$work"; do
            mkdir -p "$root/$directory"
            mount --rbind "/${directory#/}" "$root/$directory"
        done
        cd "$root"
        mkdir -p .old
        pivot_root . .old
        mount -t proc proc /proc
        umount -l /.old
    else
        mount -t proc proc /proc
    fi
    # Runtimes keep their state below /run, the suite its bundles in TMPDIR.
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -p /run/bundles
    # crun wants every v1 controller that the kernel has.
    if [ -d /sys/fs/cgroup/pids ] && grep -q '^hugetlb' /proc/cgroups; then
        mkdir -p /sys/fs/cgroup/hugetlb
        mountpoint -q /sys/fs/cgroup/hugetlb || mount -t cgroup -o hugetlb hugetlb /sys/fs/cgroup/hugetlb
    fi
    cd "$work/suite"
    status=0
    # Not exec: this shell is PID 1, which must reap the containers.
    TMPDIR=/run/bundles "bin/$program" || status=$?
    exit $status
fi

work=$1 name=${2%%=*} path=${2#*=} program=$3 root=
case $path in *@*) root=${path#*@} path=${path%%@*} ;; esac
log=$work/results/$name/$program.log status=0
mkdir -p "${log%/*}"
RUNTIME=$path timeout -k 5 120 unshare --mount --propagation private --pid --fork --kill-child \
    "$here/program.sh" --inside "$work" "$root" "$program" >"$log" 2>&1 </dev/null || status=$?
awk -v status=$status -f "$here/verdict.awk" "$log" >"${log%.log}.verdict"

# The cgroups that the suite names, of a container that nobody deleted.
case $program in
    *cgroups* | delete_*)
        for _ in 1 2 3; do
            find /sys/fs/cgroup -depth -type d \( -path '*/cgrouptest' -o -path '*/cgrouptest/*' -o -name testdir \) -exec rmdir {} + 2>/dev/null && break
            sleep 0.2
        done
        ;;
esac
