#!/usr/bin/env bash
# Kills berthd at random moments of random operations on images, again and again, on one store (tests/Integration/Durability/KillLoop.cs).
# The knobs are environment variables: BERTH_KILLS (default 500), BERTH_KILL_SEED (the same seed makes the same operations and delays).
# Needs ./build.sh before.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

need_root
need_dotnet
dotnet build tests/Integration -c Release -v q -nologo
export BERTH_KILLS=${BERTH_KILLS:-500}
exec tests/Integration/bin/Release/net10.0/Berth.Integration -class Berth.Integration.Durability.KillLoopTests -showLiveOutput -noColor
