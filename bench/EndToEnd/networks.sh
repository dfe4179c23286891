#!/usr/bin/env bash
# What many networks cost: 100 of them with 200 containers on them, on berthd and on Debian's dockerd, on this machine and in one go:
#
#   the time of a network's creation and removal, and whether it grows with how many there are
#   the time of a container's start on two networks, with an alias and a published port
#   what is left on the host when all are gone: bridges, veth pairs, rules
#
# Both are asked in turns, ten networks at a time, through the API by the same client (curl). NETWORKS=100 changes how many; there are twice as
# many containers. BUILD=0 measures what is in artifacts/bin already. Numbers go to artifacts/bench/networks.json.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
need_packages runc busybox-static jq curl docker.io iproute2 iptables nftables

# A mount namespace for all of it: what is mounted from here on is never seen outside.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

networks=${NETWORKS:-100}
batch=10
# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=daemons.sh
source bench/EndToEnd/daemons.sh
trap clean_up EXIT
trap 'exit 130' INT TERM

# timed COUNT COMMAND…: the milliseconds of each of COUNT things that the command does, in the mean.
timed() {
    local count=$1 begin
    shift
    begin=$(now)
    "$@"
    echo $((($(now) - begin) / count / 10000)) | awk '{ printf "%.2f\n", $1 / 100 }'
}

# make_networks NAME FIRST: a batch of them.
make_networks() {
    local name=$1 i
    for ((i = $2; i < $2 + batch; i++)); do
        api "$name" POST /networks/create "{\"Name\":\"net-$i\",\"CheckDuplicate\":true,\"IPAM\":{\"Config\":[{\"Subnet\":\"10.161.$i.0/24\"}]}}" >/dev/null
    done
}

# start_containers NAME FIRST: two for each network of a batch; each is on that network and the one before it.
start_containers() {
    local name=$1 i id
    for ((i = 2 * $2; i < 2 * ($2 + batch); i++)); do
        id=$(api "$name" POST /containers/create "{\"Image\":\"bench/busybox\",\"Cmd\":[\"sleep\",\"100000\"],\"StopSignal\":\"SIGKILL\",
            \"ExposedPorts\":{\"80/tcp\":{}},\"HostConfig\":{\"NetworkMode\":\"net-$((i / 2))\",\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"0\"}]}},
            \"NetworkingConfig\":{\"EndpointsConfig\":{\"net-$((i / 2))\":{\"Aliases\":[\"alias-$i\"]}}}}" | jq -r .Id)
        [ $((i / 2)) = 0 ] || api "$name" POST "/networks/net-$((i / 2 - 1))/connect" "{\"Container\":\"$id\"}" >/dev/null
        api "$name" POST "/containers/$id/start"
        echo "$id" >>"$stage/$name.ids"
    done
}

remove_containers() {
    xargs -P 4 -I ID curl -fsS --unix-socket "$stage/$1.sock" -X DELETE "http://localhost/v1.41/containers/ID?force=1" <"$stage/$1.ids"
}

# remove_networks NAME FIRST: a batch of them.
remove_networks() {
    local i
    for ((i = $2; i < $2 + batch; i++)); do
        api "$1" DELETE "/networks/net-$i"
    done
}

# left_of PID: links and rules that name one of the networks, in the daemon's network namespace.
left_of() {
    nsenter --net="/proc/$1/ns/net" sh -c 'ip -o link | grep -Ec ": (veth|br-[0-9a-f]{12}:)"; nft list ruleset 2>/dev/null | grep -c 10.161; iptables-save | grep -c 10.161; true' |
        awk '{ n += $1 } END { print n }'
}

make_bundle
tar -C "$stage/bundle/rootfs" -cf "$stage/busybox.tar" .
start berthd berth "unix://$stage/berth.sock" berthd --data-root "$stage/berth/data" --exec-root "$stage/berth/exec" \
    -H "unix://$stage/berth.sock" --pidfile "$stage/berth.pid" --bip 10.198.0.1/22
start dockerd docker "unix://$stage/docker.sock" dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" \
    -H "unix://$stage/docker.sock" --pidfile "$stage/docker.pid" --bip 10.198.4.1/22
before_berth=$(left_of "$(cat "$stage/berth.pid")") before_docker=$(left_of "$(cat "$stage/docker.pid")")

for ((first = 0; first < networks; first += batch)); do
    for name in berth docker; do
        timed $batch make_networks $name $first >>"$stage/$name.made"
        timed $((2 * batch)) start_containers $name $first >>"$stage/$name.started"
    done
done
for name in berth docker; do
    timed $((2 * networks)) remove_containers $name >"$stage/$name.ended"
done
for ((first = 0; first < networks; first += batch)); do
    for name in berth docker; do
        timed $batch remove_networks $name $first >>"$stage/$name.removed"
    done
done
left_berth=$(($(left_of "$(cat "$stage/berth.pid")") - before_berth)) left_docker=$(($(left_of "$(cat "$stage/docker.pid")") - before_docker))

jq -n --argjson networks "$networks" --argjson left "[$left_berth, $left_docker]" \
    --slurpfile a "$stage/berth.made" --slurpfile b "$stage/docker.made" --slurpfile c "$stage/berth.started" --slurpfile d "$stage/docker.started" \
    --slurpfile e "$stage/berth.ended" --slurpfile f "$stage/docker.ended" --slurpfile g "$stage/berth.removed" --slurpfile h "$stage/docker.removed" \
    '{ $networks, made: [$a, $b], started: [$c, $d], ended: [$e, $f], removed: [$g, $h], $left }' >"$results/networks.json"

echo "$networks networks, $((2 * networks)) containers on two each               berth     docker     ratio"
jq -r 'def median: sort | .[(length / 2 | floor)];
    def row($what; $pair): [$what, $pair[0], $pair[1], (if $pair[0] > 0 then $pair[1] / $pair[0] else 0 end)];
    row("a network made, median of batches (ms)"; .made | map(median)),
    row("a network made, the first batches (ms)"; .made | map(.[0:3] | median)),
    row("a network made, the last batches (ms)"; .made | map(.[-3:] | median)),
    row("a container made, connected, started (ms)"; .started | map(median)),
    row("a container removed by force, 4 at once (ms)"; .ended | map(.[0])),
    row("a network removed, the first batches (ms)"; .removed | map(.[0:3] | median)),
    row("a network removed, the last batches (ms)"; .removed | map(.[-3:] | median)),
    row("links and rules left"; .left) | @tsv' "$results/networks.json" |
    awk -F'\t' '{ printf "  %-52s %10.1f %10.1f %9.1f\n", $1, $2, $3, $4 }'
