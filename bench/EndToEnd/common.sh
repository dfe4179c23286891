# Shared by the benchmarks beside it: a stage, a busybox bundle, and races between commands. Sourced, not run.
# shellcheck shell=bash

runs=${RUNS:-30}
rounds=${ROUNDS:-6}
results=$ROOT/artifacts/bench
export PATH=$ROOT/artifacts/bin:$PATH

stage=$(mktemp -d "${TMPDIR:-/tmp}/berth-bench.XXXXXX")
daemons=()
at_end=()

clean_up() {
    local status=$? command
    trap - EXIT
    for command in "${at_end[@]}"; do
        $command >/dev/null 2>&1 || true
    done
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

# make_bundle: a busybox root file system, and $stage/bundle to run `true` of it as `runc spec` would have it.
make_bundle() {
    local rootfs=$stage/bundle/rootfs applet
    mkdir -p "$rootfs"/{bin,etc,proc,sys,dev,tmp} "$results"
    cp "$(command -v busybox)" "$rootfs/bin/busybox"
    for applet in sh true echo cat sleep; do
        ln -s busybox "$rootfs/bin/$applet"
    done
    echo 'root:x:0:0:root:/root:/bin/sh' >"$rootfs/etc/passwd"
    (cd "$stage/bundle" && runc spec)
    change_bundle '.process.args = ["true"] | .process.terminal = false'
}

# change_bundle FILTER: edits the bundle's config.json with jq.
change_bundle() {
    jq "$1" "$stage/bundle/config.json" >"$stage/config.json"
    mv "$stage/config.json" "$stage/bundle/config.json"
}

# mount_hugetlb: crun insists on every controller that /proc/cgroups names, mounted.
mount_hugetlb() {
    if grep -q '^hugetlb' /proc/cgroups && [ ! -e /sys/fs/cgroup/cgroup.controllers ] && ! mountpoint -q /sys/fs/cgroup/hugetlb; then
        mkdir -p /sys/fs/cgroup/hugetlb
        mount -t cgroup -o hugetlb hugetlb /sys/fs/cgroup/hugetlb
    fi
}

# race TITLE FILE NAME COMMAND …: measures the commands in turns, a few runs of each a round, so that whatever else the machine does
# falls on all of them. Prints medians; the first is ours.
race() {
    local title=$1 file=$2 arguments=()
    shift 2
    while [ $# -gt 0 ]; do
        arguments+=(--command-name "$1" "$2")
        shift 2
    done
    run_rounds "$file" --warmup 2 "${arguments[@]}"
    show_race "$title" "$file"
}

# race_prepared TITLE FILE NAME PREPARATION COMMAND …: the same, where each run of a command needs something done before it, which is
# not measured.
race_prepared() {
    local title=$1 file=$2 arguments=()
    shift 2
    while [ $# -gt 0 ]; do
        arguments+=(--command-name "$1" --prepare "sh -c '$2 >/dev/null 2>&1 || true'" "$3")
        shift 3
    done
    run_rounds "$file" "${arguments[@]}"
    show_race "$title" "$file"
}

# run_rounds FILE ARGUMENT…: hyperfine in rounds, its times merged into the results' FILE.json.
run_rounds() {
    local file=$results/$1.json round
    shift
    for round in $(seq "$rounds"); do
        hyperfine -N --style none --runs $(((runs + rounds - 1) / rounds)) --export-json "$stage/round-$round.json" \
            "$@" >"$stage/hyperfine.log" 2>&1 || {
            tail -n 20 "$stage/hyperfine.log" >&2
            die "a command of the race failed"
        }
    done
    jq -s '{ results: (map(.results) | transpose | map({ command: .[0].command, times: (map(.times) | add | sort), cpu: (map(.user + .system) | add / length) })) }' \
        "$stage"/round-*.json >"$file"
    rm "$stage"/round-*.json
}

# show_race TITLE FILE
show_race() {
    local file=$results/$2.json
    echo
    echo "$1 ($(jq '.results[0].times | length' "$file") runs each: median, lowest, processor time)"
    jq -r 'def median: .[(length / 2 | floor)]; .results | (.[0].times | median) as $ours |
           .[] | [.command, (.times | median * 1000), .times[0] * 1000, .cpu * 1000, (.times | median) / $ours] | @tsv' "$file" |
        awk -F'\t' 'NR == 1 { printf "  %-16s %8.1f ms %8.1f %8.1f\n", $1, $2, $3, $4; next }
                    { printf "  %-16s %8.1f ms %8.1f %8.1f   %5.2f times as long as ours\n", $1, $2, $3, $4, $5 }'
}
