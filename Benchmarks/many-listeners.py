#!/usr/bin/env python3
"""Holds many listening sockets on loopback, spread over many processes, until standard input closes.

usage: listeners.py [SOCKETS [PROCESSES]]          (20000 and 2000 unless given)
"""

import os
import socket
import sys


def listen(number):
    """One listener on an address of 127.0.0.0/8, so that 20,000 of them do not run out of ports."""
    held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    held.bind((f"127.1.{number // 10000}.1", 0))
    held.listen(1)
    return held


def hold(first, count, ready, release):
    """A child: opens its share, says so, and waits for the end of the release pipe."""
    held = [listen(number) for number in range(first, first + count)]
    os.write(ready, b"+")
    os.close(ready)
    os.read(release, 1)
    del held
    os._exit(0)


def main():
    sockets = int(sys.argv[1]) if len(sys.argv) > 1 else 20000
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    ready_reader, ready = os.pipe()
    release, release_writer = os.pipe()
    first = 0
    for index in range(processes):
        count = sockets // processes + (1 if index < sockets % processes else 0)
        if os.fork() == 0:
            os.close(ready_reader)
            os.close(release_writer)
            os.close(0)
            hold(first, count, ready, release)
        first += count
    os.close(ready)
    os.close(release)
    told = 0
    while told < processes:
        part = os.read(ready_reader, 65536)
        if not part:
            sys.exit(f"only {told} of {processes} processes could listen")
        told += len(part)
    print("ready", flush=True)
    sys.stdin.read()
    os.close(release_writer)
    while True:
        try:
            os.wait()
        except ChildProcessError:
            break


if __name__ == "__main__":
    main()
