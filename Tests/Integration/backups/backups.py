"""Backup sets of real tools in a scratch directory, and what backup-freshness says about them.

A script of this folder is a module of test cases: `Backups` gives each class a directory of its own, which everybody may enter and
only its owner may write. Declare sets, look once, and say what each check has to answer:

    class Restic(Backups):
        TOOL = "restic"

        def test_fresh(self):
            self.declare("web", "restic", self.directory / "web.json", MaximumAge="1h")
            self.look()
            self.says("web", age="pass", encryption="pass", retention="fail below-minimum")
"""

import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

BINARY = Path(os.environ.get("SOC2D_BINARY", ".build/release/soc2d")).resolve()


def run(*command, env=None, check=True, user=None, cwd="/", **more):
    """A program to its end, with nothing of our environment but PATH and what `env` adds; as `user` by runuser(1)."""
    prefix = ["runuser", "-u", user, "--"] if user else []
    done = subprocess.run(
        prefix + [str(word) for word in command], capture_output=True, text=True, cwd=cwd, stdin=subprocess.DEVNULL,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/nonexistent"} | (env or {}), **more)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(map(str, command))}: {done.returncode}: {done.stderr}{done.stdout}")
    return done


def write(path, text, mode=0o644):
    """Replaces a file in one step, as a job should."""
    path = Path(path)
    partial = path.with_name(f".{path.name}.new")
    partial.write_text(text)
    partial.chmod(mode)
    partial.rename(path)
    return path


def moment(seconds):
    """RFC 3339."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds))


def list_into(path, name, *command, **more):
    """Lists as `soc2d record listing` does: a tool that fails leaves the listing as it was, and the status beside it says so."""
    done = run(*command, check=False, **more)
    if done.returncode == 0:
        write(path, done.stdout)
    status = {"format": "soc2d.listing.v1", "set": name, "finish": moment(time.time()), "exitCode": done.returncode}
    write(f"{path}.status", json.dumps(status))
    return done.returncode


def frozen(command, when, **more):
    """Starts a program and stops it in the middle, as soon as `when()` is true; nil if it ended before."""
    process = subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    while process.poll() is None:
        if when():
            os.kill(process.pid, signal.SIGSTOP)
            return process
        time.sleep(0.001)
    return None


def age(path, seconds):
    """Makes a file older."""
    status = os.stat(path)
    os.utime(path, (status.st_atime - seconds, status.st_mtime - seconds))


class Backups(unittest.TestCase):
    """Sets in a directory, declared and looked at together."""

    #: The programs that have to be there; without one of them the class is skipped.
    TOOL = ()

    @classmethod
    def setUpClass(cls):
        tools = [cls.TOOL] if isinstance(cls.TOOL, str) else cls.TOOL
        missing = [tool for tool in tools if not shutil.which(tool, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
        if missing:
            raise unittest.SkipTest(f"{', '.join(missing)}: not installed")
        temporary = tempfile.TemporaryDirectory(prefix="soc2d-backups-")
        cls.addClassCleanup(temporary.cleanup)
        cls.directory = Path(temporary.name)
        cls.directory.chmod(0o755)

    def setUp(self):
        self.sections = []
        self.results = {}

    def declare(self, name, adapter, source, **settings):
        """A [BackupSet]; keys as in the file, a list for a key that stands several times."""
        lines = ["[BackupSet]", f"Name={name}", f"Adapter={adapter}", f"Source={source}"]
        # What this host keeps of its own sets is not meant.
        for key, kind in (("IntegrityRecord", "integrity-check"), ("RestoreRecord", "restore-test")):
            settings.setdefault(key, self.directory / f"{name}.{kind}.json")
        for key, values in settings.items():
            lines += [f"{key}={value}" for value in (values if isinstance(values, list) else [values])]
        self.sections.append("\n".join(lines) + "\n")

    def look(self, *arguments, settings="", within=()):
        """One look at everything declared so far, by a command if it needs one. Keeps the results by set and check, and returns the answer."""
        drop_in = self.directory / "etc/controls.d/backup-freshness.control.d/sets.conf"
        drop_in.parent.mkdir(parents=True, exist_ok=True)
        drop_in.write_text((f"[Settings]\n{settings}\n" if settings else "") + "\n".join(self.sections))
        done = run(
            *within, BINARY, "probe", "--once", "backup-freshness", "--config", self.directory / "etc", "--format", "json", "--all", *arguments,
            check=False)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        answer = json.loads(done.stdout)
        self.results = {}
        for one in answer["results"]:
            self.results.setdefault(one["subject"], {})[one["check"].removeprefix("backup-freshness.")] = one
        return answer

    def says(self, name, **expected):
        """That each check answers so about a set: `pass`, or a result with its reason, such as `fail stale`; `_` for `-` in its name."""
        for check, words in expected.items():
            with self.subTest(set=name, check=check):
                said = self.results.get(name, {}).get(check.replace("_", "-"))
                self.assertIsNotNone(said, f"nothing was said; there is {sorted(self.results)}")
                result, _, reason = words.partition(" ")
                self.assertEqual((said["result"], said.get("reason") if reason else None), (result, reason or None), said)

    def tells(self, name, check, pattern):
        """That the words of a result match."""
        said = self.results.get(name, {}).get(check, {})
        words = json.dumps([said.get(key) for key in ("summary", "observed", "required", "notes", "advice")], ensure_ascii=False)
        self.assertTrue(re.search(pattern, words), f"{pattern} is not in {words}")
