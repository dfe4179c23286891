#!/usr/bin/env bash
# Builds everything and runs every test: unit tests, integration tests of the published binaries, the same behaviour suite through
# the real docker client, and that client's output compared with ours. The last line is "N passed, N failed, N skipped"; the exit
# code is 0 only without failures. Whatever the tests leave on the machine (mount, link, cgroup, nftables table, process) is a
# failure too.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
cd "$ROOT"

need_root
need_dotnet
# docker.io, podman, runc and crun are the peers and callers of the runtime that its behaviour is compared with.
need_packages apache2-utils bind9-dnsutils bsdutils busybox-static chromium clang conmon crun curl docker-registry docker.io fonts-noto-cjk iproute2 nftables openssl podman procps python3 python3-docker runc skopeo \
    strace tcpdump uidmap util-linux

results=$ROOT/artifacts/test-results
passed=0 failed=0 skipped=0

# attribute FILE NAME: sums an attribute over the <assembly> elements of an xunit report.
attribute() {
    grep -o '<assembly [^>]*>' "$1" | grep -o " $2=\"[0-9]*\"" | tr -dc '0-9\n' | awk '{ n += $1 } END { print n + 0 }'
}

# run_tests NAME PROJECT [ARGUMENT…]: runs a test program and adds its numbers to the totals.
run_tests() {
    local name=$1 project=$2 report=$results/$1.xml log=$results/$1.log
    shift 2
    echo "== $name"
    rm -f "$report"
    timeout -k 30 2400 "tests/$project/bin/Release/net10.0/Berth.$project" "$@" -xml "$report" -noColor >"$log" 2>&1 || true

    if [ ! -s "$report" ]; then
        tail -n 40 "$log"
        echo "$name: the test program ended without a report (whole log: ${log#"$ROOT"/})"
        failed=$((failed + 1))
        return
    fi

    local bad=$(($(attribute "$report" failed) + $(attribute "$report" errors)))
    passed=$((passed + $(attribute "$report" passed)))
    skipped=$((skipped + $(attribute "$report" skipped) + $(attribute "$report" not-run)))
    failed=$((failed + bad))
    if [ $bad -gt 0 ]; then
        cat "$log"
    fi
}

build_tests() {
    dotnet build tests/Unit -c Release -v q -nologo && dotnet build tests/Integration -c Release -v q -nologo &&
        dotnet build tests/Conformance -c Release -v q -nologo && dotnet build tests/Web -c Release -v q -nologo
}

./build.sh
mkdir -p "$results"
build_tests >"$results/build.log" 2>&1 || {
    grep -E 'error' "$results/build.log" | sort -u | head -n 40
    die "the tests do not build"
}

before=$(eng/leftovers.sh)

run_tests unit Unit
run_tests integration Integration
if command -v docker >/dev/null; then
    BERTH_TEST_CLIENT=docker run_tests docker-client Integration -namespace 'Berth.Integration.Cli*'
else
    echo "== docker-client: skipped, no docker command on this machine"
    skipped=$((skipped + 1))
fi

# Clients that Debian 12 does not have.
if ! eng/sid-tools.sh oras crane docker-buildx docker-compose >"$results/sid-tools.log" 2>&1; then
    cat "$results/sid-tools.log"
    failed=$((failed + 1))
fi

run_tests conformance Conformance
run_tests web Web

# The clone zone under load (docs/decisions/0001); STARTS, RUNS, SIDE and LIMIT_MB make it longer.
echo "== stress"
if eng/stress.sh >"$results/stress.log" 2>&1; then
    passed=$((passed + 1))
else
    tail -n 40 "$results/stress.log"
    failed=$((failed + 1))
fi

if wait_for 10 nothing_left_since "$before"; then
    passed=$((passed + 1))
else
    echo "left on this machine by the tests:"
    leftovers_since "$before"
    failed=$((failed + 1))
fi

# The parents of containers' cgroups stay, as dockerd's do, with nothing in them; rmdir fails where another daemon has containers there.
rmdir /sys/fs/cgroup/{,*/}berth 2>/dev/null || true

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ]
