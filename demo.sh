#!/usr/bin/env bash
# A short real session on a Debian 12 userland: builds Berth, starts a berthd of its own, makes an image from Debian's packages
# and runs containers. Prints each command and what it answers, checks it, and leaves nothing behind.
# The Debian archive is kept in artifacts/cache, so a second run is quick.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
cd "$ROOT"

need_root
need_packages debootstrap debian-archive-keyring bsdutils curl iproute2 nftables
./build.sh

# ---- the stage: a daemon on private roots, and a clean-up that always runs

before=$(eng/leftovers.sh)
stage=$(mktemp -d "${TMPDIR:-/tmp}/berth-demo.XXXXXX")
export PATH=$ROOT/artifacts/bin:$PATH DOCKER_HOST=unix://$stage/berth.sock
daemon=

start_daemon() {
    berthd --data-root "$stage/data" --exec-root "$stage/exec" -H "$DOCKER_HOST" --pidfile "$stage/berthd.pid" \
        --bip 10.199.87.1/24 >>"$stage/berthd.log" 2>&1 &
    daemon=$!
    wait_for 20 berth version || die "berthd does not answer; its log:
$(cat "$stage/berthd.log")"
}

clean_up() {
    local status=$? ids
    trap - EXIT INT TERM
    if [ $status -ne 0 ]; then
        echo "--- the end of berthd's log:" >&2
        tail -n 30 "$stage/berthd.log" >&2 || true
    fi
    if [ -n "$daemon" ]; then
        mapfile -t ids < <(berth ps -aq 2>/dev/null || true)
        [ ${#ids[@]} -eq 0 ] || berth rm -f "${ids[@]}" >/dev/null 2>&1 || true
        kill "$daemon" 2>/dev/null || true
        wait "$daemon" 2>/dev/null || true
    fi
    local point
    awk -v stage="$stage/" 'index($5, stage) == 1 { print $5 }' /proc/self/mountinfo | sort -r | while read -r point; do
        umount -l "$point" || true
    done
    rm -rf --one-file-system "$stage"

    if ! wait_for 10 nothing_left_since "$before"; then
        echo "demo.sh: left behind on this machine:" >&2
        leftovers_since "$before" >&2
        [ $status -ne 0 ] || status=1
    fi
    [ $status -ne 0 ] || echo "Everything did what it should, and nothing is left behind."
    exit $status
}
trap clean_up EXIT
trap 'exit 130' INT TERM

# ---- the means: print a command, run it, check what it printed

# show COMMAND: prints a command as a person would type it.
show() { printf '\n\033[1m$ %s\033[0m\n' "$1"; }

# expect PATTERN: the output of the last command must match this extended regular expression.
expect() { grep -qE -- "$1" <<<"$output" || die "the output lacks what was expected: $1"; }

# try COMMAND [PATTERN…]: runs a command; it must succeed and its output match every pattern.
try() {
    local command=$1 pattern status=0
    shift
    show "$command"
    output=$(eval "$command" 2>&1) || status=$?
    printf '%s\n' "$output"
    [ $status -eq 0 ] || die "exit code $status"
    for pattern in "$@"; do
        expect "$pattern"
    done
}

# on_terminal COMMAND PROMPT LINE…: runs a command on a terminal (a pty made by script) and types a line at each prompt.
on_terminal() {
    local command=$1 prompt=$2 line typed=0 terminal
    shift 2
    show "$command"
    mkfifo "$stage/keyboard"
    script -qefc "stty rows 24 cols 100; $command" "$stage/screen" <"$stage/keyboard" >/dev/null 2>&1 &
    terminal=$!
    exec 3>"$stage/keyboard"
    for line in "$@"; do
        typed=$((typed + 1))
        prompts() { [ "$(grep -oE -- "$prompt" "$stage/screen" | wc -l)" -ge "$typed" ]; }
        wait_for 30 prompts || die "no prompt on the terminal; it shows: $(cat "$stage/screen")"
        printf '%s\r' "$line" >&3
    done
    exec 3>&-
    local status=0
    wait $terminal || status=$?
    output=$(tr -d '\r' <"$stage/screen" | grep -vE '^Script (started|done)' | sed 's/\x1b\[?2004[hl]//g')
    printf '%s\n' "$output"
    rm -f "$stage/keyboard" "$stage/screen"
    [ $status -eq 0 ] || die "exit code $status"
}

free_port() {
    local port=8080
    while ss -Hltn "sport = :$port" | grep -q .; do
        port=$((port + 1))
    done
    echo $port
}

# ---- the session

mkdir -p artifacts/cache
archive=artifacts/cache/debian-12.tar
if [ ! -s $archive ]; then
    echo
    echo "Making $archive from Debian's packages with debootstrap (a minute or so, once)"
    eng/debian-rootfs.sh $archive
fi
start_daemon
port=$(free_port)

try "berth version" 'Version'
try "berth import --change 'CMD [\"bash\"]' --message 'debootstrap minbase' $archive debian:12" '^sha256:[0-9a-f]{64}$'
try "berth images" '^debian +12 +[0-9a-f]{12}'

on_terminal "berth run -it --rm --hostname shell debian:12 bash" 'root@shell:/# ' \
    'head -n 1 /etc/os-release' 'tty; id -un; echo $$' 'ps -e 2>/dev/null || ls -d /proc/[0-9]*' 'exit'
expect 'Debian GNU/Linux 12'
expect '^/dev/(pts/0|console)'
expect '^root'

try "berth run -d --name web -p 127.0.0.1:$port:80 debian:12 sh -c 'mkdir -p /srv && echo A page from a container > /srv/index.html && exec busybox httpd -f -v -p 80 -h /srv'" \
    '^[0-9a-f]{64}$'
wait_for 10 curl -sf "http://127.0.0.1:$port/" || die "the published port does not answer"
try "curl -s http://127.0.0.1:$port/" '^A page from a container$'
try "berth ps" 'web' 'Up ' "127.0.0.1:$port->80/tcp"
try "berth exec web sh -c 'cat /etc/debian_version; hostname'" '^12\.'
try "berth logs web" 'response:200|url:/'

try "berth run --rm debian:12 apt-get update" 'bookworm' 'Reading package lists'

echo
echo "# The daemon dies (kill -9) and comes back: containers and their ports do not notice."
show "kill -9 $daemon"
kill -9 "$daemon"
wait "$daemon" 2>/dev/null || true
try "curl -s http://127.0.0.1:$port/" '^A page from a container$'
start_daemon
try "berth ps --format '{{.Names}}: {{.Status}}'" '^web: Up '

try "berth stop -t 1 web" '^web$'
try "berth ps -a --format '{{.Names}}: {{.Status}}'" '^web: Exited \(137\)'
try "berth start web" '^web$'
wait_for 10 curl -sf "http://127.0.0.1:$port/" || die "the published port does not answer after start"
try "curl -s http://127.0.0.1:$port/" '^A page from a container$'
try "berth rm -f web" '^web$'
try "berth ps -aq"
[ -z "$output" ] || die "a container is left"
try "berth rmi debian:12" '^Untagged: debian:12$' '^Deleted: sha256:'
echo
