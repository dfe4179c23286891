#!/usr/bin/env bash
# sid-tools.sh NAME…: puts programs of Debian sid that Debian 12 does not have (oras, crane, docker-buildx, docker-compose), each from the package of its
# name, into artifacts/tools. They are Go programs that need no more than a C library; nothing is installed, and the machine's own package
# lists are not touched: apt has a configuration of its own here, with sid of the mirror that this machine uses. apt checks the index's
# signature with Debian's keys, and by it the packages' checksums. What is there already is not fetched again; SID_TOOLS_AGAIN=1 does.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"

tools=$ROOT/artifacts/tools
wanted=()
for name in "$@"; do
    [ -z "${SID_TOOLS_AGAIN:-}" ] && [ -x "$tools/$name" ] || wanted+=("$name")
done
[ ${#wanted[@]} -gt 0 ] || exit 0

keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -s "$keys" ] || die "no $keys (Debian package debian-archive-keyring): sid's index cannot be checked"
mirror=$(apt-get indextargets --format "\$(SITE) \$(RELEASE)" 'Created-By: Packages' 2>/dev/null | awk '$2 == "bookworm" { print $1; exit }')
mirror=${mirror:-http://deb.debian.org/debian}

work=$(mktemp -d "${TMPDIR:-/tmp}/berth-sid.XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir -p "$work"/{lists/partial,cache/archives/partial,debs,root} "$tools"
# apt fetches as a user of its own.
chmod 755 "$work"
chown _apt "$work/debs" 2>/dev/null || true
echo "deb [signed-by=$keys] $mirror sid main" >"$work/sources.list"
apt=(-q -o "Dir::Etc::sourcelist=$work/sources.list" -o Dir::Etc::sourceparts=/dev/null -o "Dir::State::lists=$work/lists" -o "Dir::Cache=$work/cache"
    -o Dir::State::status=/dev/null -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false -o Acquire::Retries=3)

cd "$work/debs"
apt-get "${apt[@]}" update >"$work/log" 2>&1 && apt-get "${apt[@]}" download "${wanted[@]}" >>"$work/log" 2>&1 || {
    tail -n 10 "$work/log" >&2
    die "Debian sid of $mirror could not be read: no ${wanted[*]}"
}

for name in "${wanted[@]}"; do
    dpkg -x "$name"_*.deb "$work/root"
    # docker-buildx is a plugin of docker's, where those are.
    program=$(find "$work/root" -type f -name "$name" -perm -100 | head -n 1)
    [ -n "$program" ] || die "the package $name has no program of this name"
    install -m 0755 "$program" "$tools/$name"
    echo "artifacts/tools/$name $(dpkg-deb -f "$name"_*.deb Version)"
done
