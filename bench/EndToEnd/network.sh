#!/usr/bin/env bash
# What networks carry, on berthd and on Debian's dockerd, on this machine and in one go, in turns:
#
#   TCP, one stream: container to container, host to container, and through a published port by 127.0.0.1, by the host's address and by ::1
#   UDP, small datagrams: packets per second that arrive, container to container and through a published port
#   connections per second through a published port, by 127.0.0.1 and by ::1
#
# A round measures each kind on both daemons, one right after the other, the next round in the other order: what else the machine does falls on both.
# The ratio is the median of the rounds' own ratios, so a slow minute counts for nothing; beside it stand its quartiles, which tell how far to trust it.
#
# Server and client are the host's iperf3 and python3, in containers by a mount of /usr. ROUNDS=9 says how often each is measured, SECONDS_EACH=1
# how long; KINDS="loopback6 connections6" measures only these. BUILD=0 measures what is in artifacts/bin already. Three to four minutes; numbers
# go to artifacts/bench/network.json.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

need_root
need_packages iperf3 python3 runc busybox-static jq docker.io iproute2 iptables nftables

# Namespaces for all of it: what is mounted is never seen outside; each daemon is on a host of its own.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

each=${SECONDS_EACH:-1}
ROUNDS=${ROUNDS:-9}
# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=daemons.sh
source bench/EndToEnd/daemons.sh
trap clean_up EXIT
trap 'exit 130' INT TERM
mkdir -p "$results"

# What a host's address is, on a wire to nowhere.
host_address=10.197.1.1

# Counts connections: a server that closes each at once, and a client that makes as many as it can in a time.
cat >"$stage/accept.py" <<'PYTHON'
import socket
server = socket.create_server(("", 7), backlog=4096)
while True:
    server.accept()[0].close()
PYTHON
cat >"$stage/connect.py" <<'PYTHON'
import socket, sys, time
address, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
count, end = 0, time.monotonic() + seconds
while time.monotonic() < end:
    with socket.create_connection((address, port)) as one:
        one.recv(1)
    count += 1
print(count / seconds)
PYTHON

# iperf3 wants the same number for TCP and UDP.
declare -A iperf_ports=([berth]=5211 [docker]=5212)

# start_daemon NAME CLIENT COMMAND…: a daemon and a host, the image, a server with published ports, and a client beside it.
start_daemon() {
    local name=$1 client=$2 host=unix://$stage/$1.sock
    shift 2
    start "$name" "$client" "$host" "$@" --data-root "$stage/$name/data" --exec-root "$stage/$name/exec" -H "$host" --pidfile "$stage/$name.pid"
    on_host "$name" sh -c "ip link add wire0 type veth peer name wire1
        ip addr add $host_address/24 dev wire0
        ip link set wire0 up
        ip link set wire1 up"
    local mounts=(-v /usr:/usr:ro -v /lib:/lib:ro -v /lib64:/lib64:ro -v "$stage:/bench:ro")
    at_end+=("$client -H $host rm -f server client")
    "$client" -H "$host" run -d --name server -p "${iperf_ports[$name]}:5201" -p "${iperf_ports[$name]}:5201/udp" -p 7 "${mounts[@]}" bench/busybox \
        sh -c '/usr/bin/python3 /bench/accept.py & exec /usr/bin/iperf3 -s' >/dev/null
    "$client" -H "$host" run -d --name client "${mounts[@]}" bench/busybox sleep 100000 >/dev/null
}

# on NAME ARGUMENT…: the client of a daemon.
on() {
    local name=$1 client=docker
    [ "$name" = docker ] || client=berth
    shift
    "$client" -H "unix://$stage/$name.sock" "$@"
}

port_of() { on "$1" port server "$2" | sed -n '1s/.*://p'; }

bits() { jq '.end.sum_received.bits_per_second / 1e9'; }
packets() { jq '.end.sum | (.packets - .lost_packets) / .seconds / 1000'; }

# What a daemon's server is reached by, asked once.
declare -A addresses connect_ports
look_up() {
    addresses[$1]=$(on "$1" inspect --format '{{.NetworkSettings.IPAddress}}' server)
    connect_ports[$1]=$(port_of "$1" 7/tcp)
}

# measure NAME WHAT: one number.
measure() {
    local name=$1 address=${addresses[$1]} port=${iperf_ports[$1]} connect_port=${connect_ports[$1]}
    case $2 in
        container) on "$name" exec client /usr/bin/iperf3 -J -t "$each" -c "$address" | bits ;;
        host) on_host "$name" iperf3 -J -t "$each" -c "$address" | bits ;;
        loopback) on_host "$name" iperf3 -J -t "$each" -c 127.0.0.1 -p "$port" | bits ;;
        address) on_host "$name" iperf3 -J -t "$each" -c $host_address -p "$port" | bits ;;
        loopback6) on_host "$name" iperf3 -J -t "$each" -c ::1 -p "$port" | bits ;;
        udp) on "$name" exec client /usr/bin/iperf3 -J -t "$each" -u -b 0 -l 64 -c "$address" | packets ;;
        udp-published) on_host "$name" iperf3 -J -t "$each" -u -b 0 -l 64 -c 127.0.0.1 -p "$port" | packets ;;
        connections) on_host "$name" /usr/bin/python3 "$stage/connect.py" 127.0.0.1 "$connect_port" "$each" ;;
        connections6) on_host "$name" /usr/bin/python3 "$stage/connect.py" ::1 "$connect_port" "$each" ;;
    esac
}

make_bundle
tar -C "$stage/bundle/rootfs" -cf "$stage/busybox.tar" .
start_daemon berth berth berthd --bip 10.198.1.1/24
start_daemon docker docker dockerd --bip 10.198.2.1/24
look_up berth
look_up docker
sleep 1

read -ra kinds <<<"${KINDS:-container host loopback address loopback6 udp udp-published connections connections6}"
for ((round = 1; round <= rounds; round++)); do
    turns=(berth docker)
    [ $((round % 2)) -eq 1 ] || turns=(docker berth)
    for kind in "${kinds[@]}"; do
        for name in "${turns[@]}"; do
            measure "$name" "$kind" >>"$stage/$name.$kind" || echo 0 >>"$stage/$name.$kind"
        done
    done
done

# A round in which docker carried nothing tells nothing.
for kind in "${kinds[@]}"; do
    jq -n --arg kind "$kind" --slurpfile berth "$stage/berth.$kind" --slurpfile docker "$stage/docker.$kind" \
        '{ $kind, $berth, $docker, ratios: [[$berth, $docker] | transpose[] | select(.[1] > 0) | .[0] / .[1]] }'
done | jq -s . >"$results/network.json"

echo "medians of $rounds rounds of $each s, in turns                    berth     docker     ratio  (quartiles)"
jq -r 'def quantile($share): sort | if length > 0 then .[((length - 1) * $share | round)] else 0 end;
    { container: "TCP, container to container (Gbit/s)", host: "TCP, host to container (Gbit/s)", loopback: "TCP, published port by 127.0.0.1 (Gbit/s)",
      address: "TCP, published port by the host'"'"'s address (Gbit/s)", loopback6: "TCP, published port by ::1 (Gbit/s)",
      udp: "UDP of 64 bytes, container to container (1000/s)", "udp-published": "UDP of 64 bytes, by 127.0.0.1 (1000/s)",
      connections: "connections by 127.0.0.1 (1/s)", connections6: "connections by ::1 (1/s)" } as $names |
    .[] | [$names[.kind], (.berth, .docker, .ratios | quantile(0.5)), (.ratios | quantile(0.25, 0.75))] | @tsv' "$results/network.json" |
    awk -F'\t' '{ printf "  %-52s %10.1f %10.1f %9.2f  (%.2f to %.2f)\n", $1, $2, $3, $4, $5, $6 }'
