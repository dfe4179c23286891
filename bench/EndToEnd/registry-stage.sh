# The two registries of registry.sh, their content, and its measurements. Sourced by it.
# shellcheck shell=bash

names=(berth-registry docker-registry)
ports=(5998 5999)
pids=()
accept=application/vnd.oci.image.manifest.v1+json
declare -A values=() digests=()

start_registries() {
    # What Debian's package ships, without its htpasswd.
    cat >"$stage/registry.yml" <<YML
version: 0.1
log: { fields: { service: registry } }
storage:
  cache: { blobdescriptor: inmemory }
  filesystem: { rootdirectory: $stage/docker-registry.data }
  delete: { enabled: true }
http: { addr: "127.0.0.1:${ports[1]}", headers: { X-Content-Type-Options: [nosniff] } }
health: { storagedriver: { enabled: true, interval: 10s, threshold: 3 } }
YML
    berth-registry serve --addr "127.0.0.1:${ports[0]}" --data "$stage/berth-registry.data" >"$stage/berth-registry.log" 2>&1 &
    pids+=($!)
    docker-registry serve "$stage/registry.yml" >"$stage/docker-registry.log" 2>&1 &
    pids+=($!)
    daemons+=("${pids[@]}")
    local i
    for i in 0 1; do
        wait_for 30 curl -fsS "http://127.0.0.1:${ports[i]}/v2/" ||
            die "${names[i]} does not answer: $(tail -n 5 "$stage/${names[i]}.log")"
    done
}

# memory FIELD: of both, in MiB, from /proc/PID/status.
memory() {
    local i
    for i in 0 1; do
        record "$2" "$i" "$(awk -v field="$1:" '$1 == field { printf "%.1f", $2 / 1024 }' "/proc/${pids[i]}/status")"
    done
}

# make_content: one image with blobs of 4 kB, 1 MiB and 60 MB and eight small layers, in both registries.
make_content() {
    local layout=$stage/layout layers='[]' size name file digest
    mkdir -p "$layout/blobs/sha256"
    for size in 4096 1048576 60000000 1000 2000 3000 5000 6000 7000 8000 9000; do
        file=$layout/blob
        head -c "$size" /dev/urandom >"$file"
        digest=$(sha256sum "$file" | cut -d' ' -f1)
        mv "$file" "$layout/blobs/sha256/$digest"
        digests[$size]=sha256:$digest
        layers=$(jq -c --arg d "sha256:$digest" --argjson s "$size" \
            '. + [{ mediaType: "application/vnd.oci.image.layer.v1.tar", digest: $d, size: $s }]' <<<"$layers")
    done
    printf '{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":%s}}' "$(jq -c 'map(.digest)' <<<"$layers")" >"$layout/config"
    digest=$(sha256sum "$layout/config" | cut -d' ' -f1)
    jq -nc --arg d "sha256:$digest" --argjson s "$(stat -c %s "$layout/config")" --argjson l "$layers" --arg m "$accept" \
        '{ schemaVersion: 2, mediaType: $m, config: { mediaType: "application/vnd.oci.image.config.v1+json", digest: $d, size: $s }, layers: $l }' \
        >"$layout/manifest"
    mv "$layout/config" "$layout/blobs/sha256/$digest"
    digest=$(sha256sum "$layout/manifest" | cut -d' ' -f1)
    echo '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    jq -nc --arg d "sha256:$digest" --argjson s "$(stat -c %s "$layout/manifest")" --arg m "$accept" \
        '{ schemaVersion: 2, manifests: [{ mediaType: $m, digest: $d, size: $s }] }' >"$layout/index.json"
    mv "$layout/manifest" "$layout/blobs/sha256/$digest"
    for name in "${ports[@]}"; do
        skopeo copy -q --preserve-digests --dest-tls-verify=false "oci:$layout" "docker://127.0.0.1:$name/bench/image:1" ||
            die "skopeo could not push the content"
    done
}

# record KEY SERVER VALUE
record() { values[$1.$2]="${values[$1.$2]:-} $3"; }

# ticks PID: processor time so far, in hundredths of a second (proc(5), utime and stime).
ticks() { awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

# requests METHOD CONNECTIONS URL: for the duration; prints how many were answered, in how many seconds, and how many failed. wrk waits for
# the body of an answer to HEAD, so that one is left to ab.
requests() {
    if [ "$1" = GET ]; then
        wrk -t 2 -c "$2" -d "${duration}s" --timeout 60s -s bench/EndToEnd/registry-wrk.lua "$3" -- "$accept" |
            awk '$1 == "TOTAL" { print $2, $3, $4 }'
    else
        ab -q -k -i -c "$2" -t "$duration" -n 100000000 "$3" 2>&1 | awk '/^Time taken/ { seconds = $5 } /^Complete requests/ { all = $3 }
            /^(Failed requests|Non-2xx responses)/ { failed += $3 } END { print all, seconds, failed + 0 }'
    fi
}

# request_round KEY METHOD PATH CONNECTIONS: one round of requests to each.
request_round() {
    local i before requests seconds errors
    for i in 0 1; do
        before=$(ticks "${pids[i]}")
        read -r requests seconds errors < <(requests "$2" "$4" "http://127.0.0.1:${ports[i]}$3")
        [ "$errors" = 0 ] || die "$1: $errors of $requests requests to ${names[i]} failed"
        record "$1.rate" "$i" "$(awk -v n="$requests" -v s="$seconds" 'BEGIN { printf "%.2f", n / s }')"
        record "$1.cpu" "$i" "$(awk -v n="$requests" -v t="$(($(ticks "${pids[i]}") - before))" 'BEGIN { printf "%.4f", t * 10 / n }')"
    done
}

# push_round KEY BYTES PUSHES WAYS
push_round() {
    local i before seconds
    for i in 0 1; do
        before=$(ticks "${pids[i]}")
        seconds=$("$load" 127.0.0.1 "${ports[i]}" bench/pushed "$2" "$3" "$4") || die "$1: pushes to ${names[i]} failed"
        record "$1.rate" "$i" "$(awk -v n="$3" -v s="$seconds" 'BEGIN { printf "%.2f", n / s }')"
        record "$1.cpu" "$i" "$(awk -v n="$3" -v t="$(($(ticks "${pids[i]}") - before))" 'BEGIN { printf "%.4f", t * 10 / n }')"
    done
}

median() { tr ' ' '\n' <<<"${values[$1]}" | grep . | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# show TITLE KEY TARGET: both servers' medians, the ratio, and what it is to be at least.
show() {
    local ours theirs
    ours=$(median "$2.rate.0") theirs=$(median "$2.rate.1")
    awk -v title="$1" -v ours="$ours" -v theirs="$theirs" -v cpu="$(median "$2.cpu.0")" -v their_cpu="$(median "$2.cpu.1")" -v target="$3" \
        'BEGIN { printf "  %-28s %10.1f %10.1f %7.1f x  (%s x)%s %12.3f %10.3f\n", title, ours, theirs, ours / theirs, target,
                 (ours / theirs >= target ? "      " : " MISSED"), cpu, their_cpu }'
}

# syncs SERVER: pushes one small blob under strace; prints what was synced, and whether before the 201.
syncs() {
    local trace=$stage/strace.$1 tracer
    strace -f -y -qq -e trace=fsync,fdatasync,sync_file_range,rename,renameat,renameat2,link,linkat,sendto,sendmsg,write,pwrite64,pwritev,writev \
        -s 16 -o "$trace" -p "${pids[$1]}" &
    tracer=$!
    wait_for 10 grep -q TracerPid:.[1-9] "/proc/${pids[$1]}/status"
    "$load" 127.0.0.1 "${ports[$1]}" bench/one 4096 1 1 >/dev/null
    kill "$tracer"
    wait "$tracer" 2>/dev/null || true
    echo "  ${names[$1]}:"
    grep -E '^[0-9]+ +(f(data)?sync|rename|link)|HTTP/1.1 20[12]' "$trace" | grep -v 'resumed>' | sed -E "s#$stage/##g; s/^[0-9]+ +//; s/[0-9a-f-]{24,}/…/g; s#docker-registry.data/docker/registry/v2/##g; s#AT_FDCWD<[^>]*>, ##g; s/ += .*//" | sed 's/^/    /'
}
