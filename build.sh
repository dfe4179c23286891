#!/usr/bin/env bash
# Publishes berth, berthd, berth-runtime and berth-registry as native binaries into artifacts/bin (symbols into
# artifacts/symbols). Installs what is missing, restores, compiles only what has changed. RID=linux-arm64 on an arm64 machine.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/eng/setup.sh"
cd "$ROOT"

need_dotnet
# The AOT compiler links with clang; libseccomp and SQLite are linked in from their static libraries.
need_packages clang zlib1g-dev libseccomp-dev libsqlite3-dev

case $(uname -m) in
    x86_64) rid=${RID:-linux-x64} ;;
    aarch64) rid=${RID:-linux-arm64} ;;
    *) die "no support for the machine type $(uname -m)" ;;
esac

mkdir -p artifacts/bin artifacts/symbols artifacts/log
log=artifacts/log/build.log

run() {
    if ! "$@" >>"$log" 2>&1; then
        grep -E ': (error|warning) |error :' "$log" | sed 's/ \[[^]]*\]$//' | sort -u | head -n 40 >&2 || tail -n 40 "$log" >&2
        die "failed: $* (whole log: $log)"
    fi
}

: >"$log"
run dotnet msbuild eng/Binaries.proj -nologo -v:m -m -t:Restore "-p:Rid=$rid"
run dotnet msbuild eng/Binaries.proj -nologo -v:m -m -t:Publish "-p:Rid=$rid"
# A trimming warning is code that may break at run time: never let one pass, whatever the compiler's settings.
if grep -E 'warning (IL[0-9]{4}|AOT)' "$log" | sort -u >&2; then
    die "trimming or AOT warnings (above)"
fi

for project in Cli/berth Daemon/berthd RuntimeCli/berth-runtime Registry/berth-registry; do
    built=artifacts/publish/$project
    name=${project#*/}
    cmp -s "$built" "artifacts/bin/$name" || install -m 0755 "$built" "artifacts/bin/$name"
    if [ -f "$built.dbg" ] && [ "$built.dbg" -nt "artifacts/symbols/$name.dbg" ]; then
        install -m 0644 "$built.dbg" "artifacts/symbols/$name.dbg"
    fi
    printf '%-28s %5.1f MB\n' "artifacts/bin/$name" "$(stat -c %s "$built" | awk '{ print $1 / 1e6 }')"
done
