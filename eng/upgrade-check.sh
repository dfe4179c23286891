#!/usr/bin/env bash
# upgrade-check.sh OLD [NEW]: stops the berthd of directory OLD and starts the one of NEW (default artifacts/bin) while containers of the old one
# run; then kills that and starts it again. Fails when a container, a page, a log line, an exec or an exit code is lost.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

need_root
old=${1:?directory of the old binaries} new=${2:-$ROOT/artifacts/bin}
dir=$(mktemp -d /tmp/berth-upgrade.XXXX)
export DOCKER_HOST=unix://$dir/sock
daemon=
pages=

start() {
    "$1/berthd" --data-root "$dir/data" --exec-root "$dir/exec" -H "$DOCKER_HOST" --pidfile "$dir/pid" --bip 10.198.7.1/24 >>"$dir/log" 2>&1 &
    daemon=$!
    wait_for 20 "$new/berth" version || die "the daemon of $1 does not answer: $(tail -n 5 "$dir/log")"
}

finish() {
    [ -z "$pages" ] || kill "$pages" 2>/dev/null || true
    "$new/berth" ps -aq | xargs -r "$new/berth" rm -f >/dev/null 2>&1 || true
    kill "$daemon" 2>/dev/null && wait "$daemon" || true
    rm -rf --one-file-system "$dir"
}
trap finish EXIT

# Asks for the page again and again; each failure is a line.
ask() {
    while :; do
        curl -sf -o /dev/null --max-time 2 "http://$1/" || echo lost >>"$dir/lost"
        echo >>"$dir/asked"
    done
}

is() { [ "$1" = "$2" ] || die "$3: expected '$2', got '$1'"; }

# 1. The old one, with a server, a writer of lines, one that ends while there is no daemon, and an exec.
start "$old"
mkdir -p "$dir/root/bin" "$dir/root/www"
cp "$(command -v busybox)" "$dir/root/bin/busybox"
for applet in sh httpd sleep echo true cat; do ln -s busybox "$dir/root/bin/$applet"; done
echo page >"$dir/root/www/index.html"
tar -C "$dir/root" -c . | "$old/berth" import - upgrade:1 >/dev/null
"$old/berth" run -d --name server -p 127.0.0.1::80 upgrade:1 httpd -f -p 80 -h /www >/dev/null
"$old/berth" run -d --name writer upgrade:1 sh -c 'i=0; while :; do echo $i; i=$((i+1)); sleep 0.05; done' >/dev/null
"$old/berth" exec -d server sleep 1000
address=$("$old/berth" port server 80/tcp)
wait_for 5 curl -sf "http://$address/" || die "no page before the upgrade"
ask "$address" &
pages=$!

for way in TERM KILL; do
    "$old/berth" run -d --name "leaver-$way" upgrade:1 sh -c 'sleep 0.3; exit 23' >/dev/null
    "$old/berth" run -d --rm --name "vanisher-$way" upgrade:1 sleep 0.3 >/dev/null
    kill "-$way" "$daemon"
    wait "$daemon" 2>/dev/null || true
    sleep 0.6

    # 2. The new one takes over.
    start "$new"
    is "$("$new/berth" ps --format '{{.Names}}' | sort | xargs)" "server writer" "running after SIG$way"
    is "$("$new/berth" inspect -f '{{.State.ExitCode}}' "leaver-$way")" 23 "exit code of one that ended meanwhile"
    is "$("$new/berth" ps -aq --filter "name=vanisher")" "" "one that is removed when it ends"
    is "$("$new/berth" exec server echo inside)" inside "an exec"
    lines=$("$new/berth" logs writer | wc -l)
    is "$("$new/berth" logs writer | awk 'NR != $1 + 1 { print "gap at " NR; exit }')" "" "the log"
    wait_for 5 test "$("$new/berth" logs writer | wc -l)" -gt "$lines" || sleep 0.2
    [ "$("$new/berth" logs writer | wc -l)" -gt "$lines" ] || die "the log has stopped"
done

# 3. To the end.
kill "$pages"
wait "$pages" 2>/dev/null || true
pages=
"$new/berth" stop -t 0 server writer >/dev/null
[ ! -e "$dir/lost" ] || die "$(wc -l <"$dir/lost") of $(wc -l <"$dir/asked") pages were lost"
echo "upgrade from $old to $new: $(wc -l <"$dir/asked") pages, none lost, nothing else either"
