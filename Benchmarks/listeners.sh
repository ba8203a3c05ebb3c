#!/bin/sh
# One look at many listeners against `ss -ltnup` on the same host, in turn: listeners.sh [SOCKETS [PROCESSES]]
#
# soc2d is measured as a whole: start, child, observation, judgement and output. Needs root and iproute2.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
mkfifo "$work/hold"
python3 "$here/many-listeners.py" "${1:-20000}" "${2:-2000}" <"$work/hold" >"$work/ready" &
holder=$!
exec 9>"$work/hold"
trap 'exec 9>&-; wait "$holder" || true; rm -rf "$work"' EXIT
until grep -q ready "$work/ready"; do
    kill -0 "$holder"
    sleep 0.2
done
"$here/measure.py" -n 9 "${SOC2D:-$here/../.build/release/soc2d} probe --once open-ports" --vs "ss -ltnup"
