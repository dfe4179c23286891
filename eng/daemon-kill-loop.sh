#!/usr/bin/env bash
# Kills berthd at random moments of a mixed load on containers, again and again (tests/Integration/Survival/EngineKillLoop.cs).
# A quarter as many times with remapped users. The knobs are environment variables: BERTH_KILLS (default 200), BERTH_KILL_SEED (the same
# seed makes the same choices).
# Needs ./build.sh before.
set -euo pipefail
# shellcheck source=eng/setup.sh
source "$(dirname "${BASH_SOURCE[0]}")/setup.sh"
cd "$ROOT"

need_root
need_dotnet
dotnet build tests/Integration -c Release -v q -nologo
export BERTH_KILLS=${BERTH_KILLS:-200}
exec tests/Integration/bin/Release/net10.0/Berth.Integration -method "*KillLoop_UnderLoad*" -showLiveOutput -noColor
