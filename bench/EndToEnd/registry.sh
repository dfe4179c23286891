#!/usr/bin/env bash
# What a registry costs: berth-registry beside Debian's docker-registry, on this machine and in one go, with their request logs as they
# come and without accounts:
#
#   requests per second and processor time a request: manifest by tag, HEAD blob, GET of blobs of 4 kB (16 connections), 1 MiB (32), 60 MB (2)
#   a push of 60 MB (POST, PATCH in chunks, PUT); 200 small ones (4 kB: POST, PUT), one after the other and 16 at once
#   memory when idle, and at its peak
#   what each has synced to the disk before it answers 201 (strace)
#
# Medians of rounds in turns, so that whatever else the machine does falls on both. ROUNDS=5 and DURATION=2 (seconds of each round of requests)
# change how long it takes; BUILD=0 measures what is in artifacts/bin already. STAGE_ON=/path puts the data on that file system: on a
# tmpfs (some machines' /tmp) a sync costs nothing, and the pushes mean nothing.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    need_packages apache2-utils jq curl skopeo docker-registry wrk strace iproute2
    mkdir -p "$ROOT/artifacts/bench" "$ROOT/artifacts/log"
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    dotnet build bench/RegistryLoad -c Release -v q -nologo >"$ROOT/artifacts/log/registry-load.log" || die "the load does not build (artifacts/log/registry-load.log)"
    IN_OWN_NAMESPACE=1 exec unshare --mount --net --propagation private "$0" "$@"
fi

ROUNDS=${ROUNDS:-5}
duration=${DURATION:-2}
load=bench/RegistryLoad/bin/Release/net10.0/Berth.RegistryLoad
TMPDIR=${STAGE_ON:-${TMPDIR:-/tmp}}
# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=registry-stage.sh
source bench/EndToEnd/registry-stage.sh
trap clean_up EXIT
trap 'exit 130' INT TERM

ip link set lo up
start_registries
memory VmRSS idle
make_content

for ((round = 0; round < rounds; round++)); do
    request_round manifest GET /v2/bench/image/manifests/1 16
    request_round head HEAD "/v2/bench/image/blobs/${digests[4096]}" 16
    request_round small GET "/v2/bench/image/blobs/${digests[4096]}" 16
    request_round middle GET "/v2/bench/image/blobs/${digests[1048576]}" 32
    request_round large GET "/v2/bench/image/blobs/${digests[60000000]}" 2
    push_round push60 60000000 2 1
    push_round sequential 4096 200 1
    push_round parallel 4096 200 16
done
memory VmHWM peak

echo "medians of $rounds rounds in turns            requests a second                          processor ms a request"
printf '  %-28s %10s %10s %9s  %-14s %12s %10s\n' '' berth docker ratio target berth docker
show 'manifest by tag' manifest 8
show 'HEAD blob' head 8
show 'GET 4 kB' small 8
show 'GET 1 MiB' middle 1
show 'GET 60 MB' large 1
show 'push 60 MB' push60 1
show 'push 4 kB, one by one' sequential 2
show 'push 4 kB, 16 at once' parallel 2
awk -v ours="$(median idle.0)" -v theirs="$(median idle.1)" -v peak="$(median peak.0)" -v their_peak="$(median peak.1)" 'BEGIN {
    printf "  memory idle  %8.1f MiB %10.1f MiB   (below 60)%s\n", ours, theirs, (ours < 60 ? "" : " MISSED")
    printf "  memory peak  %8.1f MiB %10.1f MiB   %.2f of it (a third)%s\n", peak, their_peak, peak / their_peak, (peak * 3 <= their_peak ? "" : " MISSED") }'

echo
echo "a push of 4 kB, as the kernel sees it:"
syncs 0
syncs 1
