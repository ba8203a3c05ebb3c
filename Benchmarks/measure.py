#!/usr/bin/env python3
"""Runs commands in turn and prints medians: wall time, processor time of all processes together, and the largest process.

    measure.py [-n RUNS] COMMAND [--vs COMMAND]

Each COMMAND is one shell-quoted string. With --vs the two run A B A B …, and the ratio is taken pair by pair.
"""

import argparse
import os
import shlex
import statistics
import subprocess
import time


def run(command):
    started = time.perf_counter()
    process = subprocess.Popen(shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    # The usage of a process that was waited for holds that of the children that it waited for itself.
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return {
        "wall ms": (time.perf_counter() - started) * 1000,
        "cpu ms": (usage.ru_utime + usage.ru_stime) * 1000,
        "largest MiB": usage.ru_maxrss / 1024,
        "status": process.returncode,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=7, help="runs that count; one more goes before them")
    parser.add_argument("command")
    parser.add_argument("--vs", metavar="COMMAND")
    options = parser.parse_args()
    commands = [options.command] + ([options.vs] if options.vs else [])
    runs = [[run(command) for command in commands] for _ in range(options.n + 1)][1:]
    for index, command in enumerate(commands):
        print(command)
        for figure in ("wall ms", "cpu ms", "largest MiB"):
            values = [row[index][figure] for row in runs]
            print(f"  {figure:12} median {statistics.median(values):9.1f}   min {min(values):9.1f}   max {max(values):9.1f}")
        print(f"  exit status  {sorted({row[index]['status'] for row in runs})}")
    if options.vs:
        for figure in ("wall ms", "cpu ms"):
            print(f"ratio {figure:8} median {statistics.median(row[0][figure] / row[1][figure] for row in runs):9.3f}")


if __name__ == "__main__":
    main()
