#!/usr/bin/env python3
"""Every version and suite of one server on loopback: soc2d-courier against sslscan, and against testssl where it is installed.

    tls-enumeration.py [-n RUNS] [COURIER]

The server is `openssl s_server` with every suite that OpenSSL has and an RSA certificate. The courier's run counts from starting
its process to its answer: versions and suites, and the certificates with their paths too. Runs take turns, ratios pair by pair.
"""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "Tests/Integration/tls"))
sys.dont_write_bytecode = True

from courier import Courier, accepted  # noqa: E402
from scan import scan  # noqa: E402
from servers import HOST, OpenSSL  # noqa: E402

NAME = "www.example.test"


def ask(program, port):
    courier = Courier(program)
    found = courier.handshake(port, name=NAME)
    courier.close()
    return accepted(found)


def testssl(port):
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "found.json"
        subprocess.run(
            ["testssl", "--protocols", "--each-cipher", "--quiet", "--color", "0", "--jsonfile", file, f"{HOST}:{port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )
        return {int(one["id"].removeprefix("cipher_x"), 16) for one in json.loads(file.read_text()) if one["id"].startswith("cipher_x")}


def timed(action):
    started = time.perf_counter()
    found = action()
    return time.perf_counter() - started, found


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("-n", type=int, default=5)
    parser.add_argument("courier", nargs="?", default=str(ROOT / ".build/release/soc2d-courier"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as directory:
        pair = [f"{directory}/{part}.pem" for part in ("certificate", "key")]
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-out", pair[0], "-keyout", pair[1], "-subj", f"/CN={NAME}"],
            check=True, capture_output=True,
        )
        server = OpenSSL("-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0", leaf=pair[0], key=pair[1])
        try:
            compare(options, server.port)
        finally:
            server.stop()


def compare(options, port):
    runs = [(timed(lambda: ask(options.courier, port)), timed(lambda: scan(port, NAME))) for _ in range(options.n + 1)][1:]
    ours, theirs = ([run[side][0] for run in runs] for side in (0, 1))
    ratios = [mine / other for mine, other in zip(ours, theirs)]
    print(f"soc2d-courier  {statistics.median(ours) * 1000:7.0f} ms, {len(runs[0][0][1])} pairs of version and suite")
    print(f"sslscan        {statistics.median(theirs) * 1000:7.0f} ms, {len(runs[0][1][1])} pairs; ratio {statistics.median(ratios):.3f}")
    if any(run[0][1] != run[1][1] for run in runs):
        print(f"they differ: {sorted(runs[0][0][1] ^ runs[0][1][1])}")
    if shutil.which("testssl"):
        took, found = timed(lambda: testssl(port))
        suites = {suite for _, suite in runs[0][0][1]}
        print(f"testssl        {took * 1000:7.0f} ms, {len(found)} suites; ratio {statistics.median(ours) / took:.3f}")
        if found != suites:
            print(f"they differ: {sorted(found ^ suites)}")


main()
