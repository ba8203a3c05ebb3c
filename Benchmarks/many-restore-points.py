#!/usr/bin/env python3
"""What backup-freshness costs where there is much to look at: many-restore-points.py BINARY [-n RUNS]. Needs root, for PostgreSQL.

A restic listing of 10,000 snapshots, a directory of 100,000 dumps, and a real pgBackRest stanza whose archive holds 200,000 segments of
WAL. Prints the median of the seconds that one look takes, and the largest process of it: the probe child, its parent or the tool. The
targets are 2 s and 64 MiB each.
"""

import argparse
import hashlib
import json
import os
import shlex
import statistics
import sys
import tempfile
import time
from pathlib import Path

from measure import run

SNAPSHOTS, DUMPS, SEGMENTS = 10_000, 100_000, 200_000
LIMITS = {"seconds": 2, "MiB": 64}


def digest(number):
    return hashlib.sha256(str(number).encode()).hexdigest()


def snapshot(number, count):
    """As restic 0.17 lists it; one every hour, the last one now."""
    begun = time.time() - (count - 1 - number) * 3600
    text = time.strftime("%Y-%m-%dT%H:%M:%S.123456789+00:00", time.gmtime(begun))
    end = time.strftime("%Y-%m-%dT%H:%M:%S.987654321+00:00", time.gmtime(begun + 60))
    return {
        "time": text, "parent": digest(number - 1), "tree": digest(-number), "paths": ["/etc", "/home", "/srv/www"], "hostname": "web-1",
        "username": "root", "tags": ["daily"], "program_version": "restic 0.17.3",
        "summary": {
            "backup_start": text, "backup_end": end, "files_new": 12, "files_changed": 34, "files_unmodified": 56789, "dirs_new": 1,
            "dirs_changed": 2, "dirs_unmodified": 3456, "data_blobs": 45, "tree_blobs": 6, "data_added": 7654321,
            "data_added_packed": 1234567, "total_files_processed": 56835, "total_bytes_processed": 9876543210 + number,
        },
        "id": digest(number), "short_id": digest(number)[:8],
    }


def restic(directory):
    listing = directory / "snapshots.json"
    listing.write_text(json.dumps([snapshot(number, SNAPSHOTS) for number in range(SNAPSHOTS)], separators=(",", ":")) + "\n")
    return f"Adapter=restic\nSource={listing}\n"


def dumps(directory):
    place = directory / "dumps"
    place.mkdir()
    now = time.time()
    for number in range(DUMPS):
        path = place / f"db-{number:06}.dump"
        path.write_bytes(b"PGDMP\x01\x0e\x00")
        os.utime(path, (now, now - (DUMPS - number) * 60))
    return f"Adapter=file\nSource={place}/db-*.dump\n"


def fill(archive):
    """Puts segments behind those that are there, 256 in a directory, named as pgBackRest names them."""
    for number in range(SEGMENTS):
        log, segment = divmod(number, 256)
        folder = archive / f"00000001{log + 1:08X}"
        if segment == 0:
            folder.mkdir()
        name = f"00000001{log + 1:08X}{segment:08X}"
        (folder / f"{name}-{digest(number)[:40]}.gz").touch()


def look(binary, directory, name, section, within=()):
    """The command that looks at one set of its own."""
    configuration = directory / "etc" / name
    drop_in = configuration / "controls.d/backup-freshness.control.d/set.conf"
    drop_in.parent.mkdir(parents=True)
    drop_in.write_text(f"[BackupSet]\nName={name}\n{section}MaximumAge=26h\n")
    command = [*within, binary, "probe", "--once", "backup-freshness", "--config", configuration, "--format", "json"]
    return shlex.join(str(word) for word in command)


def apart(prepare, *arguments):
    """What a function returns that ran in a process of its own: a process begins with the largest size of the one that started it."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, prepare(*arguments).encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def report(name, command, runs):
    rows = [run(command) for _ in range(runs + 1)][1:]
    figures = {"seconds": statistics.median(row["wall ms"] for row in rows) / 1000, "MiB": max(row["largest MiB"] for row in rows)}
    statuses = sorted({row["status"] for row in rows})
    missed = [figure for figure, limit in LIMITS.items() if figures[figure] > limit]
    print(
        f"{name:38} {figures['seconds']:7.2f} s {figures['MiB']:7.1f} MiB   exit status {statuses}"
        + (f"   over the target: {', '.join(missed)}" if missed else ""),
        flush=True)
    return not missed and not set(statuses) - {0, 1, 2}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary", type=Path)
    parser.add_argument("-n", type=int, default=5, help="runs that count; one more goes before them")
    options = parser.parse_args()
    binary = options.binary.resolve()
    with tempfile.TemporaryDirectory(prefix="soc2d-many-") as temporary:
        directory = Path(temporary)
        directory.chmod(0o755)
        kept = [
            report(f"restic, {SNAPSHOTS:,} snapshots", look(binary, directory, "restic", apart(restic, directory)), options.n),
            report(f"{DUMPS:,} dumps", look(binary, directory, "dumps", apart(dumps, directory)), options.n),
        ]
        kept.append(stanza(binary, directory, options.n))
    sys.exit(0 if all(kept) else 1)


def stanza(binary, directory, runs):
    """The stanza of the integration test, with much more in its archive."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "Tests/Integration/backups"))
    sys.dont_write_bytecode = True
    from pgbackrest import PgBackRest

    PgBackRest.setUpClass()
    try:
        fill(next((PgBackRest.base / "repo1/archive/main").glob("*-1")))
        section = "Adapter=pgbackrest\nSource=main\nRepositoryKey=1\n"
        command = look(binary, directory, "pgbackrest", section, PgBackRest.within())
        return report(f"pgbackrest, {SEGMENTS:,} segments of WAL", command, runs)
    finally:
        PgBackRest.doClassCleanups()


main()
