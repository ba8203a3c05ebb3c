#!/bin/sh
# One look at the sockets of this host as it is: the processor time of all processes together. idle.sh [RUNS]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
"$here/measure.py" -n "${1:-15}" "${SOC2D:-$here/../.build/release/soc2d} probe --once open-ports"
