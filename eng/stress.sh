#!/usr/bin/env bash
# Starts by the thousand, side by side, with little memory and collections all the time (tests/Stress). The knobs are environment
# variables: STARTS (clones), RUNS (whole containers), SIDE (processes side by side), LIMIT_MB (memory of all of them).
# Needs ./build.sh before.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

need_root
need_dotnet
rid=linux-x64
[ "$(uname -m)" != aarch64 ] || rid=linux-arm64
dotnet publish tests/Stress -r "$rid" -c Release -v q -nologo -o artifacts/stress
exec env BERTH_RUNTIME="${BERTH_RUNTIME:-$ROOT/artifacts/bin/berth-runtime}" timeout -k 10 "${LIMIT_SECONDS:-600}" artifacts/stress/berth-stress
