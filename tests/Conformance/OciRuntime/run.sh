#!/usr/bin/env bash
# Runs the OCI runtime validation suite (opencontainers/runtime-tools, validation/) on several runtimes and prints a table, a line
# a program. Fails when a program fails for the last runtime, the one under test, and known-wrong.txt does not say why it may.
#
#   sudo tests/Conformance/OciRuntime/run.sh [NAME=PATH[@ROOT]]…
#
# Each argument is a runtime; with @ROOT it runs inside that root file system (a debootstrap of another release, say). Default:
# runc and crun of this machine, then artifacts/bin/berth-runtime. Environment:
#   RUNTIME_TOOLS  a checkout of runtime-tools; default: git clone
#   GO             the go command, 1.21 or later; default: go on the PATH, else Debian's of bookworm-backports, unpacked below artifacts
#   PROGRAMS       which programs (names, blanks between); default: all
#   JOBS           how many programs at once, default 4: they mostly wait
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck source=../../../eng/setup.sh
source "$here/../../../eng/setup.sh"
work=$ROOT/artifacts/oci-validation

# 1. The runtimes.
need_root
runtimes=("$@")
if [ ${#runtimes[@]} = 0 ]; then
    for peer in runc crun; do
        if path=$(command -v $peer); then runtimes+=("$peer=$path"); fi
    done
    runtimes+=("berth-runtime=$ROOT/artifacts/bin/berth-runtime")
fi
tested=${runtimes[-1]%%=*}

# 2. The suite: its programs, and runtimetest, which they put into their containers.
is_new_go() {
    command -v "$1" >/dev/null && "$1" version | grep -Eq 'go(1\.(2[1-9]|[3-9][0-9])|[2-9])'
}

# The newest compiler of bookworm-backports, for machines whose own is too old: unpacked, not installed.
unpack_go() {
    local apt=$work/apt package
    mkdir -p "$apt/lists/partial" "$apt/cache/archives/partial"
    echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm-backports main" >"$apt/sources.list"
    local options=(-q -o "Dir::State::lists=$apt/lists" -o "Dir::Cache=$apt/cache" -o "Dir::Etc::sourcelist=$apt/sources.list"
        -o Dir::Etc::sourceparts=/dev/null -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update
    package=$(apt-cache "${options[@]}" search --names-only '^golang-1\.[0-9]+-go$' | awk '{ print $1 }' | sort -V | tail -n 1)
    (cd "$apt" && apt-get "${options[@]}" download "$package" "${package%-go}-src")
    for package in "$apt"/*.deb; do dpkg -x "$package" "$work/go"; done
    # Debian's GOROOT is half links to /usr/share, half files: put the shared half beside them.
    local lib=("$work"/go/usr/lib/go-*) share=("$work"/go/usr/share/go-*)
    find "${lib[0]}" "${share[0]}" -maxdepth 2 -type l -delete
    cp -r "${share[0]}"/. "${lib[0]}/"
    ln -sfn "${lib[0]}" "$work/goroot"
}

build_suite() {
    local go=${GO:-go} source=${RUNTIME_TOOLS:-$work/runtime-tools}
    if ! is_new_go "$go"; then
        [ -x "$work/goroot/bin/go" ] || unpack_go >"$work/go.log" 2>&1 || die "no Go of 1.21 or later: set GO to one (log: $work/go.log)"
        go=$work/goroot/bin/go
    fi
    if [ ! -d "$source/validation" ]; then
        git clone -q --depth 1 https://github.com/opencontainers/runtime-tools "$source" ||
            die "no checkout of runtime-tools: set RUNTIME_TOOLS to one"
    fi

    mkdir -p "$work/suite/bin"
    cp "$source/rootfs-$("$go" env GOARCH).tar.gz" "$work/suite/"
    (
        cd "$source"
        export GOFLAGS=-mod=vendor GOTOOLCHAIN=local GOCACHE=$work/go-build CGO_ENABLED=0
        "$go" build -o "$work/suite/runtimetest" ./cmd/runtimetest && "$go" build -o "$work/suite/bin/" ./validation/...
    ) >"$work/build.log" 2>&1 || die "the suite does not build (log: $work/build.log)"
}

# 3. Each program for each runtime, several at once; those that use cgroups use the same names: one after the other.
run_suite() {
    local runtime program shared=() alone=()
    rm -rf "$work/results"
    for program in "${programs[@]}"; do
        for runtime in "${runtimes[@]}"; do
            case $program in
                *cgroups* | delete_*) alone+=("$runtime" "$program") ;;
                *) shared+=("$runtime" "$program") ;;
            esac
        done
    done
    printf '%s\n' "${shared[@]}" | xargs -r -n 2 -P "${JOBS:-4}" "$here/program.sh" "$work"
    printf '%s\n' "${alone[@]}" | xargs -r -n 2 "$here/program.sh" "$work"
}

# 4. The table, the totals, and what is wrong with the runtime under test.
verdict() { cat "$work/results/$1/$2.verdict"; }

print_table() {
    local program runtime line
    printf '%-32s' program
    printf '%-15s' "${runtimes[@]%%=*}"
    echo
    for program in "${programs[@]}"; do
        printf '%-32s' "$program"
        for runtime in "${runtimes[@]}"; do
            line=$(verdict "${runtime%%=*}" "$program")
            printf '%-15s' "${line%%:*}"
        done
        echo
    done
    printf '%-32s' passed
    for runtime in "${runtimes[@]}"; do
        printf '%-15s' "$(cat "$work/results/${runtime%%=*}"/*.verdict | grep -c ^pass) of ${#programs[@]}"
    done
    echo
}

print_failures() {
    local runtime program line
    for runtime in "${runtimes[@]}"; do
        echo "== ${runtime%%=*}"
        for program in "${programs[@]}"; do
            line=$(verdict "${runtime%%=*}" "$program")
            [ "${line%%:*}" = pass ] || echo "  $program: ${line#*: }"
        done
    done
}

bad=0
judge() {
    local program runtime peers
    echo
    for program in "${programs[@]}"; do
        [ "$(verdict "$tested" "$program")" != pass ] || continue
        peers=
        for runtime in "${runtimes[@]}"; do
            if [ "$(verdict "${runtime%%=*}" "$program")" = pass ]; then peers+=" ${runtime%%=*}"; fi
        done
        if grep -q "^$program: " "$here/known-wrong.txt"; then
            echo "known: $(grep "^$program: " "$here/known-wrong.txt")${peers:+ (passes for$peers)}"
        else
            echo "WRONG: $program fails for $tested${peers:+ and passes for$peers}"
            bad=1
        fi
    done
}

mkdir -p "$work"
build_suite
read -r -a programs <<<"${PROGRAMS:-$(cd "$work/suite/bin" && echo *)}"
run_suite
print_table
print_failures
judge
exit $bad
