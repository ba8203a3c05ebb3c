#!/usr/bin/env python3
"""Commits of one execution with 200 results each, against the same rows through the sqlite3 shell, a transaction each: prints
milliseconds a commit and the ratio, in the middle of pairs. With `year`: a year in which nothing changes, as bytes of each table, and
how long its verification and its opening take; with `leaves`: a million leaves, verified."""
import os
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time

COMMITS = 200
RULES = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON; PRAGMA temp_store=MEMORY;\n"
BINARY = ".build-bench/release/LedgerBenchmark"


def build():
    subprocess.run(
        ["swift", "build", "-c", "release", "--scratch-path", ".build-bench", "--product", "LedgerBenchmark"],
        check=True, stdout=subprocess.DEVNULL, env=dict(os.environ, SOC2D_BENCHMARKS="1"))


def literal(value):
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return "NULL" if value is None else str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"


def script(path):
    """The schema, and the rows of each commit as a transaction."""
    ledger = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    schema = "".join(f"{sql};\n" for (sql,) in ledger.execute("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL"))
    tile = ledger.execute("SELECT hashes FROM tiles WHERE level = 0 AND place = 0").fetchone()[0]
    commits = []
    seen = {"shared": 0, "blobs": 0}
    for number in range(1, COMMITS + 1):
        execution = ledger.execute("SELECT * FROM executions WHERE number = ?", (number,)).fetchone()
        rows = [("leaves", ledger.execute("SELECT * FROM leaves WHERE seq = ?", (execution[1],)).fetchone())]
        for table, last in (("shared", max(execution[2:4])), ("blobs", execution[4])):
            rows += [(table, row) for row in ledger.execute(
                f"SELECT * FROM {table} WHERE id > ? AND id <= ?", (seen[table], last))]
            seen[table] = max(seen[table], last)
        rows.append(("executions", execution))
        hashes = tile[:32 * (execution[1] + 1)]
        statements = [f"INSERT INTO {table} VALUES ({','.join(map(literal, row))});" for table, row in rows]
        statements.append(f"INSERT INTO tiles VALUES (0,0,x'{hashes.hex()}') ON CONFLICT DO UPDATE SET hashes=excluded.hashes;")
        commits.append("BEGIN IMMEDIATE;\n" + "\n".join(statements) + "\nCOMMIT;\n")
    return schema, "".join(commits)


def ours(directory):
    os.mkdir(directory, 0o700)
    output = subprocess.run([BINARY, "commits", directory, str(COMMITS)], check=True, capture_output=True, text=True).stdout
    return float(output)


def shells(path, schema, commits):
    subprocess.run(["sqlite3", path], input=RULES + schema, check=True, text=True, stdout=subprocess.DEVNULL)
    begin = time.monotonic()
    subprocess.run(["sqlite3", path], input=RULES, check=True, text=True, stdout=subprocess.DEVNULL)
    idle = time.monotonic() - begin
    begin = time.monotonic()
    subprocess.run(["sqlite3", path], input=RULES + commits, check=True, text=True, stdout=subprocess.DEVNULL)
    return (time.monotonic() - begin - idle) / COMMITS * 1000


def compare(directory):
    ours(f"{directory}/rows")
    schema, commits = script(f"{directory}/rows/ledger")
    pairs = [(ours(f"{directory}/o{n}"), shells(f"{directory}/s{n}", schema, commits)) for n in range(9)]
    print(f"ledger {statistics.median(p[0] for p in pairs):.3f} ms, sqlite3 shell {statistics.median(p[1] for p in pairs):.3f} ms a commit")
    print(f"ratio {statistics.median(p[0] / p[1] for p in pairs):.2f} (at most 1.3)")


def filled(directory, words):
    os.mkdir(f"{directory}/l", 0o700)
    subprocess.run([BINARY, words[0], f"{directory}/l"] + words[1:], check=True)
    size = os.path.getsize(f"{directory}/l/ledger")
    print(f"{size / 1e6:.1f} MB")
    ask = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
    subprocess.run(["sqlite3", "-readonly", f"{directory}/l/ledger", ask], check=True)
    subprocess.run([BINARY, "verify", f"{directory}/l"], check=True)


build()
with tempfile.TemporaryDirectory() as scratch:
    if sys.argv[1:] == ["year"]:
        filled(scratch, ["year"])
        subprocess.run([BINARY, "open", f"{scratch}/l"], check=True)
    elif sys.argv[1:] == ["leaves"]:
        filled(scratch, ["leaves", "1000000"])
    else:
        compare(scratch)
