#!/usr/bin/env bash
# Kills berth-registry at random moments of concurrent pushes, again and again, on one data directory (tests/Integration/Registry/RegistryKillLoop.cs).
# The knobs are environment variables: BERTH_KILLS (default 100), BERTH_KILL_SEED (the same seed makes the same pushes and delays).
# Needs ./build.sh before.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

need_root
need_dotnet
dotnet build tests/Integration -c Release -v q -nologo
export BERTH_KILLS=${BERTH_KILLS:-100}
exec tests/Integration/bin/Release/net10.0/Berth.Integration -class Berth.Integration.Registry.RegistryKillLoopTests -showLiveOutput -noColor
