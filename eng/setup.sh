# shellcheck shell=bash
# What the scripts at the root have in common; they source it. Sets ROOT, the repository's own directory.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 LC_ALL=C.UTF-8

die() {
    echo "${0##*/}: $*" >&2
    exit 1
}

need_root() {
    [ "$(id -u)" = 0 ] || die "this needs root (namespaces, mounts, a bridge): run it as root, e.g. sudo $0"
}

# need_packages NAME…: installs the Debian packages of these names that are not there; touches apt only when one is missing.
need_packages() {
    local missing=() name
    for name in "$@"; do
        dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null | grep -qx installed || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0

    local as_root=()
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || die "missing Debian packages, and neither root nor sudo to install them: ${missing[*]}"
        as_root=(sudo)
    fi

    echo "installing Debian packages: ${missing[*]}"
    mkdir -p "$ROOT/artifacts/log"
    local log=$ROOT/artifacts/log/apt.log
    {
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -q &&
            "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"
    } >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        die "apt-get could not install: ${missing[*]} (whole log: $log)"
    }
}

need_dotnet() {
    type -P dotnet >/dev/null ||
        die "the .NET 10 SDK is not on the PATH; see https://dotnet.microsoft.com/download/dotnet/10.0 or dotnet-install.sh --channel 10.0"
    (cd "$ROOT" && dotnet --version >/dev/null 2>&1) ||
        die "global.json asks for a .NET 10 SDK; installed are: $(dotnet --list-sdks | cut -d' ' -f1 | tr '\n' ' ')"
}

# dotnet ARGUMENT…: the command, with a directory for temporary files that is the same each time (the build servers' sockets are there):
# `dotnet build` leaves two empty directories behind, whatever there is to do.
dotnet() {
    local status=0 directory
    directory=${TMPDIR:-/tmp}/berth-build-$(id -u)
    mkdir -p -m 700 "$directory"
    [ -O "$directory" ] || die "$directory is somebody else's"
    TMPDIR=$directory command dotnet "$@" || status=$?
    find "$directory" -mindepth 1 -maxdepth 1 -type d -name '??????' -empty -delete
    return $status
}

# wait_for SECONDS COMMAND…: tries the command until it succeeds or the time is over.
wait_for() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || return 1
        sleep 0.05
    done
}

# leftovers_since BEFORE: what eng/leftovers.sh finds now and did not find then.
leftovers_since() { comm -13 <(echo "$1") <("$ROOT/eng/leftovers.sh"); }
nothing_left_since() {
    # The parent that all containers' cgroups lie under stays when the last one goes; rmdir takes it only empty.
    rmdir /sys/fs/cgroup/berth /sys/fs/cgroup/*/berth 2>/dev/null || true
    [ -z "$(leftovers_since "$1")" ]
}
