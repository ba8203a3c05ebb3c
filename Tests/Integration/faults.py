#!/usr/bin/env python3
"""Faults at the system calls of the ledger. A first run is traced to know its calls; then each of them in turn is the one at which the
process is killed, or which fails once or from there on. Whatever was acknowledged before has to be there afterwards, the file has to
verify and to go on, and after a sync that failed nothing may be acknowledged any more.

`faults.py BINARY` tries every call with SIGKILL and a part of the rest; `faults.py BINARY --all` everything."""
import collections
import concurrent.futures
import os
import re
import shutil
import subprocess
import sys
import tempfile

CYCLES = 2
# What changes a file or a directory: syscalls(2).
CALLS = ["write", "pwrite64", "pwritev", "writev", "fsync", "fdatasync", "ftruncate", "fallocate", "openat", "open", "creat", "rename",
         "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "mkdir", "mkdirat", "chmod", "fchmod", "fchmodat"]
SYNCS = ("fsync", "fdatasync")
ERRORS = ["EIO", "ENOSPC", "EROFS"]
# The short form tries so many of these.
SHARE = 7
# A ledger that is there already has so many cycles.
FILLED = 30
# Within so many cycles the write-ahead log is brought into the file once, and cycles go on behind that.
MANY = 34


class Scene:
    """A directory with a ledger, or with none yet."""

    def __init__(self, binary, scratch, filled, cycles):
        self.binary, self.scratch, self.filled, self.cycles = binary, scratch, filled, cycles
        self.model = os.path.join(scratch, f"model-{filled}-{cycles}")
        os.mkdir(self.model, 0o700)
        if filled:
            run([binary, "cycles", self.model, str(filled)])

    def copy(self, name):
        directory = os.path.join(self.scratch, f"{self.filled}-{self.cycles}-{name}")
        shutil.copytree(self.model, directory)
        os.chmod(directory, 0o700)
        return directory

    def traced(self, directory, cycles, *options):
        """What a run says, and its calls: those on these paths alone are seen and counted. What it says goes through a file, so that the
        log has it in its place."""
        names = ["", "/ledger", "/ledger-wal", "/ledger-shm", "/ledger-writer", "/ledger-journal"]
        paths = [word for name in names for word in ("-P", directory + name)]
        log, output = directory + ".strace", directory + ".said"
        with open(output, "w") as said_there:
            done = subprocess.run(
                ["strace", "-f", "-y", "-qq", "-s", "8", "-o", log, *paths, "-P", output, *options, self.binary, "cycles", directory, str(cycles)],
                stdout=said_there, stderr=subprocess.PIPE, text=True, timeout=60)
        done.stdout = open(output).read()
        return done, open(log).read()

    def calls(self):
        """How often a run makes each call, those that only read left out, as pairs of a call and its number."""
        _, log = self.traced(self.copy("calls"), self.cycles, "-e", "trace=" + ",".join(CALLS))
        counts = collections.Counter()
        places = []
        for call, arguments in re.findall(r"^\d+ +(\w+)\((.*)$", log, re.M):
            if ".said>" in arguments:
                continue
            counts[call] += 1
            if call not in ("open", "openat") or re.search(r"O_CREAT|O_RDWR|O_WRONLY|O_TRUNC", arguments):
                places.append((call, counts[call]))
        return places


def run(words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60)


def said(output, word):
    return [line.split()[1:] for line in output.splitlines() if line.split()[:1] == [word]]


def try_fault(scene, number, call, when, fault):
    """What is wrong after one fault; empty where nothing is. With whether the fault happened."""
    directory = scene.copy(number)
    try:
        done, log = scene.traced(
            directory, scene.cycles, "-e", f"trace=write,{call}", "-e", f"inject={call}:{fault}:when={when}")
        struck = "INJECTED" in log or "killed by SIGKILL" in log
        return struck, list(problems(scene, directory, done, log, fault))
    finally:
        shutil.rmtree(directory, ignore_errors=True)
        for suffix in (".strace", ".said"):
            os.unlink(directory + suffix)


def problems(scene, directory, done, log, fault):
    lines = done.stdout.splitlines()
    if "KILL" not in fault and (done.returncode != 0 or lines[-1:] != ["done"]):
        yield f"ended with {done.returncode}: {done.stderr[-300:]}"
    # The log is brought into the file after a commit, which is safe by then: that one may still be acknowledged.
    failed = re.search(r"sync\(\d+<[^>]*/ledger(-wal)?>\).*INJECTED", log)
    spoken = len(re.findall(r"\"(kept|signed) ", log[failed.end():])) if failed else 0
    if spoken > (1 if scene.cycles > CYCLES else 0):
        yield "acknowledged something after a sync that failed"
    heads = [head for word in ("opened", "kept", "signed") for head in said(done.stdout, word) if head[0] != "0"]
    checked = run([scene.binary, "check", directory, *[word for head in heads for word in head]])
    verdicts = [line for line in checked.stdout.splitlines() if line.startswith(("verified", "unsigned", "broken"))]
    if checked.returncode != 0 or len(verdicts) != (2 if heads else 1) or not verdicts[-1].startswith("verified"):
        yield f"afterwards: {checked.stdout[-300:]}{checked.stderr[-300:]}"
    signed = [int(head[0]) for head in said(done.stdout, "signed")]
    for verdict in verdicts[:1] if heads else []:
        found = re.match(r"verified: (\d+) leaves|unsigned", verdict)
        if not found or signed and int(found.group(1) or 0) < max(signed):
            yield f"lost what was signed: {verdict}"


def faults(scene, everything):
    places = scene.calls()
    print(f"{len(places)} calls in {scene.cycles} cycles after {scene.filled}: "
          + ", ".join(f"{count} {call}" for call, count in collections.Counter(call for call, _ in places).items()))
    for call, when in places:
        yield call, when, "signal=KILL"
    errors = [(call, f"{when}{on}", f"error={error}") for call, when in places for error in ERRORS for on in ("", "+")]
    # Those of a sync matter most.
    yield from (fault for index, fault in enumerate(errors) if everything or index % SHARE == 0 or fault[0] in SYNCS and "EIO" in fault[2])


def main():
    binary, everything = os.path.abspath(sys.argv[1]), "--all" in sys.argv
    bad = 0
    with tempfile.TemporaryDirectory() as scratch, concurrent.futures.ThreadPoolExecutor(2) as pool:
        for filled, cycles in ((0, CYCLES), (FILLED, CYCLES)) + (((0, MANY),) if everything else ()):
            scene = Scene(binary, scratch, filled, cycles)
            todo = list(enumerate(faults(scene, everything)))
            results = pool.map(lambda one: (one[1], *try_fault(scene, one[0], *one[1])), todo)
            counts = collections.Counter()
            for (call, when, fault), struck, wrong in results:
                counts[fault if struck else "not reached"] += 1
                for text in wrong:
                    bad += 1
                    print(f"{call} {when} {fault}: {text}", file=sys.stderr)
            print(f"faults after {filled} cycles: " + ", ".join(f"{count} {name}" for name, count in sorted(counts.items())))
    print("faults: nothing acknowledged is lost" if not bad else f"faults: {bad} problems")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
