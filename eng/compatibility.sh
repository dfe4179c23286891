#!/bin/bash
# Writes docs/compatibility/*.md, the tables of endpoints, commands and flags, from the code. Run it after a change of routes, commands or flags.
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tests/Unit -c Release -v q -nologo
BERTH_WRITE_TABLES=1 tests/Unit/bin/Release/net10.0/Berth.Unit -noColor -class Berth.Unit.Compatibility.CompatibilityTests
git --no-pager diff --stat -- docs/compatibility
