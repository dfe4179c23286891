#!/usr/bin/env bash
# Runs the conformance suite of the OCI distribution specification (opencontainers/distribution-spec, conformance/, main branch) with every
# option on, as version 1.1 and as the coming one ("dev"), and prints the totals and a line a group. Fails when anything fails.
#
#   tests/Conformance/OciDistribution/run.sh [HOST:PORT]
#
# The argument is a registry that runs already, spoken to without TLS; without one it starts artifacts/bin/berth-registry, first open, then
# with accounts. Environment:
#   OCI_USERNAME, OCI_PASSWORD  log in to the given registry
#   SUITE              the suite, already built
#   DISTRIBUTION_SPEC  a checkout of distribution-spec; default: git clone
#   GO                 the go command, 1.24 or later; default: go on the PATH
#   GOCODE             where Debian's golang-*-dev packages put their sources, for machines that cannot reach a module proxy: needs
#                      golang-github-goccy-go-yaml-dev, golang-github-opencontainers-go-digest-dev, golang-github-opencontainers-image-spec-dev
#
# Off is what the specification leaves to the registry and berth-registry does the other way: OCI_DATA_SPARSE, manifests whose content has not
# been pushed ("a registry MAY reject", and it does). The whole report of a run is in artifacts/oci-distribution/NAME/report.html.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../../eng/setup.sh
source "$here/../../../eng/setup.sh"
work=$ROOT/artifacts/oci-distribution

# 1. The suite.
build_suite() {
    local go=${GO:-go} source=${DISTRIBUTION_SPEC:-$work/distribution-spec}
    command -v "$go" >/dev/null && "$go" version | grep -Eq 'go(1\.(2[4-9]|[3-9][0-9])|[2-9])' || die "no Go of 1.24 or later: set GO to one, or SUITE"
    if [ ! -d "$source/conformance" ]; then
        git clone -q --depth 1 https://github.com/opencontainers/distribution-spec "$source" ||
            die "no checkout of distribution-spec: set DISTRIBUTION_SPEC to one"
    fi

    rm -rf "$work/source"
    mkdir -p "$work/source"
    cp -r "$source/conformance" "$source/specs-go" "$work/source/"
    (
        cd "$work/source/conformance"
        export GOTOOLCHAIN=local GOCACHE=$work/go-build CGO_ENABLED=0
        if [ -n "${GOCODE:-}" ]; then
            export GOFLAGS=-mod=mod GOPROXY=off GOSUMDB=off
            rm go.sum
            "$go" mod edit -replace "github.com/opencontainers/distribution-spec/specs-go=../specs-go"
            for module in goccy/go-yaml opencontainers/go-digest opencontainers/image-spec; do
                "$go" mod edit -replace "github.com/$module=$GOCODE/github.com/$module"
            done
        fi
        "$go" build -buildvcs=false -o "$work/suite" .
    ) >"$work/build.log" 2>&1 || die "the suite does not build (log: $work/build.log)"
}

# 2. run NAME VERSION ADDRESS: all of it once.
bad=0
run() {
    local results=$work/$1
    rm -rf "$results"
    mkdir -p "$results"
    OCI_REGISTRY=$3 OCI_TLS=disabled OCI_VERSION=$2 OCI_RESULTS_DIR=$results \
        OCI_API_BLOBS_DIGEST_HEADER=true OCI_API_BLOBS_UPLOAD_CANCEL=true OCI_API_MANIFESTS_DIGEST_HEADER=true OCI_API_MANIFESTS_TAG_PARAM=true \
        "$suite" >"$results/output.txt" 2>&1 || bad=1
    echo "== $1, version $2"
    if grep -q '^OCI Conformance Result' "$results/output.txt"; then
        sed -n '/^OCI Conformance Result/,$p' "$results/output.txt"
    else
        bad=1
        tail -n 20 "$results/output.txt"
    fi
}

run_both() {
    run "$1-1.1" 1.1 "$2"
    run "$1-dev" dev "$2"
}

# 3. The registry: with_registry NAME [OPTION…] starts one on a port of its own with the data of that name, runs the suite and ends it.
with_registry() {
    local name=$1 address
    shift
    address=127.0.0.1:$(free_port)
    "$registry" serve --addr "$address" --data "$data/$name" "$@" >"$work/$name.log" 2>&1 &
    pid=$!
    wait_for 20 bash -c ": </dev/tcp/${address/://}" || die "berth-registry does not answer (log: $work/$name.log)"
    run_both "$name" "$address"
    kill "$pid"
    wait "$pid" || die "berth-registry ended with $? (log: $work/$name.log)"
    pid=
}

free_port() {
    local port
    while :; do
        port=$((20000 + RANDOM % 10000))
        (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null || break
    done
    echo "$port"
}

clean_up() {
    if [ -n "${pid:-}" ]; then kill "$pid" 2>/dev/null || true; fi
    rm -rf "${data:-}"
}

mkdir -p "$work"
suite=${SUITE:-$work/suite}
if [ -z "${SUITE:-}" ]; then build_suite; fi
if [ $# -gt 0 ]; then
    run_both "${1//[^a-zA-Z0-9.]/-}" "$1"
    exit $bad
fi

registry=$ROOT/artifacts/bin/berth-registry
[ -x "$registry" ] || die "no $registry: run ./build.sh first"
data=$(mktemp -d)
trap clean_up EXIT
with_registry open

# The repositories belong to the user that their first component names.
mkdir "$data/accounts"
export OCI_USERNAME=conformance OCI_PASSWORD=correct-horse-battery
echo "$OCI_PASSWORD" | "$registry" user add "$OCI_USERNAME" --password-stdin --data "$data/accounts" >/dev/null
with_registry accounts
exit $bad
