#!/usr/bin/env bash
# How long a container takes, beside what people use today, on this machine and in one go:
#
#   run --rm IMAGE true, on the bridge network          berth + berthd     docker + Debian's dockerd
#   run of a busybox bundle                             berth-runtime      Debian's crun and runc
#   create, start, kill, delete of one                  the same
#   exec in a running container                         the same
#
# Prints medians and ratios; the raw numbers are in artifacts/bench/*.json. BENCH=runtime leaves the daemons out, BENCH=daemons the rest;
# BUILD=0 measures what is in artifacts/bin already.
# RUNS=50 changes how often each command runs. Both daemons run in network and mount namespaces of their own, which vanish with them: no
# bridge, no firewall rule and no mount is left on the host.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=../../eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/../../eng/setup.sh"
cd "$ROOT"

bench=${BENCH:-all}
case $bench in
    all | daemons | runtime) ;;
    *) die "BENCH is all, runtime or daemons" ;;
esac

need_root
need_packages hyperfine runc crun busybox-static jq
[ "$bench" = runtime ] || need_packages docker.io iproute2 iptables nftables

# A mount namespace for all of it: what is mounted from here on is never seen outside.
if [ "${IN_OWN_NAMESPACE:-}" != 1 ]; then
    [ "${BUILD:-}" = 0 ] || ./build.sh >/dev/null
    IN_OWN_NAMESPACE=1 exec unshare --mount --propagation private "$0" "$@"
fi

# shellcheck source=common.sh
source bench/EndToEnd/common.sh
# shellcheck source=daemons.sh
source bench/EndToEnd/daemons.sh
# shellcheck source=runtimes.sh
source bench/EndToEnd/runtimes.sh
trap clean_up EXIT
trap 'exit 130' INT TERM

make_bundle
mount_hugetlb
[ "$bench" = runtime ] || race_daemons
[ "$bench" = daemons ] || race_runtimes
