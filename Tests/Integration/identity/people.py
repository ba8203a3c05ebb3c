"""A booted Debian with people on it, and what soc2d says of them."""

import json
import os
import sys
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from machine import Machine, archive

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
DROP_IN = "/etc/soc2d/controls.d/{0}.control.d/test.conf"

#: What tells logind of sessions, what judges passwords, what locks accounts, and what tries both.
PACKAGES = "libpam-systemd,libpam-pwquality,libpwquality-tools,cracklib-runtime,pamtester,cron,openssl"


class People(unittest.TestCase):
    """A `machine` with the accounts alice and bob, whose password is in `password`."""

    release = "bookworm"
    #: Whether the units are there too.
    is_installed = False
    password = "Correct-Horse-7-Battery"

    @classmethod
    def setUpClass(cls):
        cls.machine = Machine(archive(cls.release, WORK, PACKAGES), WORK / f"identity-{cls.release}", BINARY)
        if cls.is_installed:
            cls.machine.install()
            (cls.machine.tree / "var/log/journal").mkdir(exist_ok=True)
        cls.machine.boot()
        for name in ("alice", "bob"):
            cls.machine.check("useradd", "-m", "-s", "/bin/bash", name)
        cls.set_passwords()

    @classmethod
    def tearDownClass(cls):
        cls.machine.stop()

    @classmethod
    def set_passwords(cls, *names):
        for name in names or ("alice", "bob"):
            status, output, errors = cls.machine.run("chpasswd", stdin=f"{name}:{cls.password}\n")
            assert status == 0, output + errors

    def settings(self, probe, *lines):
        self.machine.write(DROP_IN.format(probe), "[Settings]\n" + "".join(f"{line}\n" for line in lines))
        self.addCleanup(self.machine.run, "rm", "-rf", "/etc/soc2d/controls.d")

    def kept(self, *paths):
        """Files that are as they were at the end of the test."""
        for path in paths:
            file = self.machine.tree / path.lstrip("/")
            before = (file.read_bytes(), file.stat()) if file.exists() else None
            self.addCleanup(self.restore, file, before)

    @staticmethod
    def restore(file, before):
        if before is None:
            file.unlink(missing_ok=True)
            return
        contents, status = before
        file.write_bytes(contents)
        file.chmod(status.st_mode & 0o7777)
        os.chown(file, status.st_uid, status.st_gid)

    def text(self, path):
        return (self.machine.tree / path.lstrip("/")).read_text()

    def look(self, *probes):
        status, output, errors = self.machine.run("soc2d", "probe", "--once", "--format", "json", *probes)
        self.assertIn(status, (0, 1, 2), output + errors)
        return json.loads(output)["results"]

    def results(self, check):
        """What one check says, by subject."""
        return {result["subject"]: result for result in self.look(check.split(".")[0]) if result["check"] == check}

    def result(self, check, subject):
        found = self.results(check)
        self.assertIn(subject, found)
        return found[subject]

    def fails(self, check, subject, reason, path=None, line=None):
        """The failing result, with the file and line that it names."""
        result = self.result(check, subject)
        self.assertEqual((result["result"], result.get("reason")), ("fail", reason), result)
        if path is not None:
            self.assertEqual(result["sources"][0]["path"], path, result)
        if line is not None:
            named = self.text(path).splitlines()[result["sources"][0]["line"] - 1]
            self.assertIn(line, named, result)
        return result

    def passes(self, check, subject):
        result = self.result(check, subject)
        self.assertEqual(result["result"], "pass", result)
        return result
