#!/bin/sh
# How long one look at the listeners takes, against `ss -ltnup` on the same host, in turn.
#
# usage: run.sh [SOCKETS [PROCESSES [ROUNDS]]]        (20000, 2000 and 9 unless given; needs root, python3 and iproute2)
#
# OBSERVE is the command that is measured. Its exit status does not count, since findings are no failure of the command.
set -eu

here=$(dirname "$0")
sockets=${1:-20000}
processes=${2:-2000}
rounds=${3:-9}
OBSERVE=${OBSERVE:-soc2d probe --once open-ports}
limit=60 # hundredths of the time of ss

work=$(mktemp -d)
mkfifo "$work/hold"
python3 "$here/listeners.py" "$sockets" "$processes" <"$work/hold" >"$work/ready" &
holder=$!
exec 9>"$work/hold"
trap 'exec 9>&-; wait "$holder" || true; rm -rf "$work"' EXIT
until grep -q ready "$work/ready"; do
    kill -0 "$holder"
    sleep 0.2
done

# Microseconds that a command takes.
measure() {
    start=$(date +%s%N)
    "$@" >"$work/output" 2>&1 || true
    end=$(date +%s%N)
    echo $(((end - start) / 1000))
}

median() {
    sort -n "$1" | sed -n "$(((rounds + 1) / 2))p"
}

# The first look at a process makes the kernel build its entries in /proc; neither side should pay for the other.
measure ss -ltnup >/dev/null
# shellcheck disable=SC2086
measure $OBSERVE >/dev/null

round=0
while [ "$round" -lt "$rounds" ]; do
    # shellcheck disable=SC2086
    measure $OBSERVE >>"$work/ours"
    measure ss -ltnup >>"$work/theirs"
    round=$((round + 1))
done

ours=$(median "$work/ours")
theirs=$(median "$work/theirs")
ratio=$((ours * 100 / theirs))
echo "$sockets sockets, $processes processes, median of $rounds rounds"
echo "  $OBSERVE: $((ours / 1000)) ms"
echo "  ss -ltnup: $((theirs / 1000)) ms"
echo "  ratio 0.$(printf %02d "$ratio"), at most 0.$limit"
[ "$ratio" -le "$limit" ]
