# The daemons side by side: berth with berthd, docker with Debian's dockerd. Sourced by run.sh, crowd.sh, networks.sh and network.sh.
# shellcheck shell=bash

# The process of each daemon, by its socket's name.
declare -A daemon_of

# start NAME CLIENT HOST COMMAND…: starts a daemon on a host of its own, a network and mounts, so that neither pays for what the other has mounted
# and no packet passes the rules of both, and gives it the image.
start() {
    local name=$1 client=$2 host=$3
    shift 3
    unshare --net --mount --propagation private sh -c 'ip link set lo up; exec "$@"' sh "$@" >"$stage/$name.log" 2>&1 &
    daemons+=($!)
    daemon_of[$(basename "$host" .sock)]=$!
    wait_for 30 "$client" -H "$host" version || die "$name does not answer; the end of its log:
$(tail -n 20 "$stage/$name.log")"
    "$client" -H "$host" import "$stage/busybox.tar" bench/busybox >/dev/null
}

# on_host NAME COMMAND…: runs a command in the network of a daemon's host.
on_host() {
    local pid=${daemon_of[$1]}
    shift
    nsenter --target "$pid" --net -- "$@"
}

# api NAME METHOD PATH [BODY]: one request to a daemon; prints the answer.
api() {
    curl -fsS --unix-socket "$stage/$1.sock" -X "$2" ${4:+-H 'Content-Type: application/json' -d "$4"} "http://localhost/v1.41$3"
}

now() { date +%s%N; }

race_daemons() {
    local berth_host=unix://$stage/berth.sock docker_host=unix://$stage/docker.sock
    tar -C "$stage/bundle/rootfs" -cf "$stage/busybox.tar" .
    start berthd berth "$berth_host" berthd --data-root "$stage/berth/data" --exec-root "$stage/berth/exec" -H "$berth_host" \
        --pidfile "$stage/berth.pid" --bip 10.198.1.1/24
    start dockerd docker "$docker_host" dockerd --data-root "$stage/docker/data" --exec-root "$stage/docker/exec" -H "$docker_host" \
        --pidfile "$stage/docker.pid" --bip 10.198.2.1/24
    race "run --rm busybox true, bridge network" run \
        berth "berth -H $berth_host run --rm bench/busybox true" \
        docker "docker -H $docker_host run --rm bench/busybox true"
}
