#!/usr/bin/env bash
# What many containers cost: 200 of them on berthd and on Debian's dockerd, on this machine and in one go:
#
#   starts per second, and whether a start takes longer the more there run already
#   the time of `ps` with all of them running, of the command and of the API alone
#   memory of the daemon, and of what looks after the containers (monitors; containerd and its shims)
#   stops per second, 8 at once
#
# The containers of both are started in turns, 20 at a time, through the API by the same client (curl), so that whatever else the machine does
# falls on both. CROWD=200 changes how many. BUILD=0 measures what is in artifacts/bin already. Numbers go to artifacts/bench/crowd.json.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
need_packages hyperfine runc busybox-static jq curl docker.io iproute2 iptables nftables

# A mount namespace for all of it: what is mounted from here on is never seen outside.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

crowd=${CROWD:-200}
batch=20
# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=daemons.sh
source bench/EndToEnd/daemons.sh
trap clean_up EXIT
trap 'exit 130' INT TERM

# start_batch NAME: starts a batch of containers one after the other; prints the milliseconds each took, in the mean.
start_batch() {
    local name=$1 begin i id
    begin=$(now)
    for ((i = 0; i < batch; i++)); do
        id=$(api "$name" POST /containers/create '{"Image":"bench/busybox","Cmd":["sleep","100000"],"StopSignal":"SIGKILL"}' | jq -r .Id)
        api "$name" POST "/containers/$id/start"
        echo "$id" >>"$stage/$name.ids"
    done
    echo $((($(now) - begin) / batch / 10000)) | awk '{ printf "%.2f\n", $1 / 100 }'
}

# stop_all NAME: stops all of them, 8 at once; prints the milliseconds for all.
stop_all() {
    local begin
    begin=$(now)
    xargs -P 8 -I ID curl -fsS --unix-socket "$stage/$1.sock" -X POST http://localhost/v1.41/containers/ID/stop <"$stage/$1.ids"
    echo $((($(now) - begin) / 1000000))
}

# memory_of PID…: what the processes have of memory for themselves (Pss), in MiB.
memory_of() {
    local pid
    for pid in "$@"; do
        awk '/^Pss:/ { print $2 }' "/proc/$pid/smaps_rollup" 2>/dev/null || true
    done | awk '{ n += $1 } END { printf "%.1f\n", n / 1024 }'
}

# below PID: the process and its descendants.
below() {
    local child
    echo "$1"
    for child in $(cat /proc/"$1"/task/*/children 2>/dev/null); do
        below "$child"
    done
}

median() { sort -n | awk '{ a[NR] = $1 } END { print a[int((NR + 1) / 2)] }'; }

milliseconds() { jq '[.results[].times] | add | sort | .[length / 2 | floor] * 1000' "$1"; }

make_bundle
tar -C "$stage/bundle/rootfs" -cf "$stage/busybox.tar" .
start berthd berth "unix://$stage/berth.sock" berthd --data-root "$stage/berth/data" --exec-root "$stage/berth/exec" \
    -H "unix://$stage/berth.sock" --pidfile "$stage/berth.pid" --bip 10.198.0.1/22
start dockerd docker "unix://$stage/docker.sock" dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" \
    -H "unix://$stage/docker.sock" --pidfile "$stage/docker.pid" --bip 10.198.4.1/22
berthd=$(cat "$stage/berth.pid") dockerd=$(cat "$stage/docker.pid")
idle_berth=$(memory_of "$berthd") idle_docker=$(memory_of $(below "$dockerd"))

for ((running = 0; running < crowd; running += batch)); do
    start_batch berth >>"$stage/berth.starts"
    start_batch docker >>"$stage/docker.starts"
done

for name in berth docker; do
    hyperfine -N --style none --warmup 3 --runs 20 --export-json "$stage/$name.ps.json" "$name -H unix://$stage/$name.sock ps" &>"$stage/hyperfine.log"
    hyperfine -N --style none --warmup 3 --runs 20 --export-json "$stage/$name.list.json" \
        "curl -fsS -o /dev/null --unix-socket $stage/$name.sock http://localhost/v1.41/containers/json" &>"$stage/hyperfine.log"
    [ "$(api $name GET /containers/json | jq length)" = "$crowd" ] || die "$name does not list $crowd containers"
done

# berth-runtime's monitors and docker's shims, but not the containers' own programs.
mapfile -t monitors < <(pgrep -f "berth-runtime.*monitor.*$stage/berth/" || true)
mapfile -t shims < <(pgrep -f "containerd-shim.*$stage/docker/" || true)
memory_berth=$(memory_of "$berthd") memory_docker=$(memory_of $(pgrep -P "$dockerd") "$dockerd")
memory_monitors=$(memory_of "${monitors[@]}") memory_shims=$(memory_of "${shims[@]}")
stop_berth=$(stop_all berth) stop_docker=$(stop_all docker)

jq -n --argjson crowd "$crowd" --slurpfile berth "$stage/berth.starts" --slurpfile docker "$stage/docker.starts" \
    --argjson ps "[$(milliseconds "$stage/berth.ps.json"), $(milliseconds "$stage/docker.ps.json")]" \
    --argjson list "[$(milliseconds "$stage/berth.list.json"), $(milliseconds "$stage/docker.list.json")]" \
    --argjson idle "[$idle_berth, $idle_docker]" --argjson daemon "[$memory_berth, $memory_docker]" \
    --argjson monitors "[$memory_monitors, $memory_shims]" --argjson count "[${#monitors[@]}, ${#shims[@]}]" --argjson stop "[$stop_berth, $stop_docker]" \
    '{ $crowd, starts: [$berth, $docker], $ps, $list, $idle, $daemon, $monitors, $count, $stop }' >"$results/crowd.json"

echo "$crowd containers, started in turns $batch at a time                  berth     docker     ratio"
jq -r 'def median: sort | .[(length / 2 | floor)];
    def row($what; $pair): [$what, $pair[0], $pair[1], (if $pair[0] > 0 then $pair[1] / $pair[0] else 0 end)];
    row("one start, median of batches (ms)"; .starts | map(median)),
    row("one start, the first three batches (ms)"; .starts | map(.[0:3] | median)),
    row("one start, the last three batches (ms)"; .starts | map(.[-3:] | median)),
    row("ps, the command (ms)"; .ps), row("ps, the API with curl (ms)"; .list),
    row("daemon, idle at the start (MiB)"; .idle), row("daemon, all running (MiB)"; .daemon),
    row("monitors or shims, together (MiB)"; .monitors), row("stop of all, 8 at once (ms)"; .stop) | @tsv' "$results/crowd.json" |
    awk -F'\t' '{ printf "  %-52s %10.1f %10.1f %9.1f\n", $1, $2, $3, $4 }'
jq -r '"  monitors \(.count[0]), shims \(.count[1]); the time of a start, last over first: berth \(.starts[0] | (.[-3:] | sort | .[1]) / (.[0:3] | sort | .[1]) * 100 | round / 100), docker \(.starts[1] | (.[-3:] | sort | .[1]) / (.[0:3] | sort | .[1]) * 100 | round / 100)"' "$results/crowd.json"
