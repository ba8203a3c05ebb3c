"""The Debian package in a booted Debian: installed, upgraded, removed, purged, and in a tree where systemd is not process 1."""

import subprocess
import sys
import time
import unittest

from installed import Installed
from watched import OPENED


class Package(Installed):
    def setUp(self):
        self.machine = self.unpacked("bookworm", "package")

    def boot(self):
        self.addCleanup(self.machine.stop)
        self.machine.boot()

    # MARK: What a test asks

    def mode(self, path):
        return self.machine.check("stat", "-c", "%U:%G %a", path).strip()

    def counted(self):
        """How many leaves the log has, once two verdicts on it are good."""
        status, output, errors = self.machine.run("soc2d", "evidence", "verify")
        self.assertEqual(status, 0, output + errors)
        return int(output.split("integrity: ")[1].split(": ")[1].split(" leaves")[0])

    # MARK: On a host with systemd

    def test_installed_it_runs_at_once_with_everything_in_its_place(self):
        self.boot()
        begun = time.monotonic()
        said = self.install()
        took = time.monotonic() - begun
        self.assertTrue(self.is_running(), said)
        print(f"installed and running after {took:.1f} s", file=sys.stderr)
        self.assertLess(took, 15)
        begun, ready = (int(self.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
        self.assertLess(ready - begun, 5_000_000)
        self.assertEqual(self.show("UnitFileState"), "enabled")
        self.assertEqual(self.show("ActiveState", "soc2d-courier.socket"), "active")
        self.assertIn(self.machine.run("soc2d", "status")[0], (0, 1, 2))
        self.assertEqual(
            {path: self.mode(path) for path in (
                "/var/lib/soc2d", "/var/lib/soc2d/ledger", "/etc/soc2d", "/etc/soc2d/credentials", "/etc/soc2d/controls.d",
                "/usr/bin/soc2d", "/usr/lib/soc2d/controls.d/open-ports.control", "/run/soc2d/courier.sock")},
            {"/var/lib/soc2d": "soc2d:soc2d 700", "/var/lib/soc2d/ledger": "soc2d:soc2d 600", "/etc/soc2d": "root:root 755",
             "/etc/soc2d/credentials": "root:root 700", "/etc/soc2d/controls.d": "root:root 755", "/usr/bin/soc2d": "root:root 755",
             "/usr/lib/soc2d/controls.d/open-ports.control": "root:root 644", "/run/soc2d/courier.sock": "soc2d:soc2d 600"})
        self.assertEqual(self.machine.check("find", "/etc/soc2d", "-type", "f"), "")
        self.assertEqual(self.machine.run("dpkg", "--verify", "soc2d")[1], "")
        self.machine.check("soc2d", "config", "check")
        self.add_root("toor")
        self.machine.check("systemctl", "restart", "soc2d")
        explained = self.wait_until(
            lambda: self.machine.run("journalctl", "-x", "--no-pager", f"MESSAGE_ID={OPENED}")[1], 40, "nothing is told")
        self.assertIn("nobody closes it by hand", explained)

    def test_removed_it_leaves_the_evidence_and_installed_again_it_goes_on(self):
        self.boot()
        self.install()
        self.machine.write("/etc/soc2d/credentials/ops", "secret\n", 0o600)
        self.apt("remove", "soc2d")
        self.assertNotEqual(self.show("ActiveState"), "active")
        self.assertNotEqual(self.show("ActiveState", "soc2d-courier.socket"), "active")
        self.assertEqual(self.machine.run("pgrep", "soc2d")[1], "")
        self.assertTrue((self.machine.tree / "var/lib/soc2d/ledger").exists())
        self.install()
        self.wait_until(self.is_running, 10, "it does not run again")
        self.machine.check("systemctl", "stop", "soc2d")
        leaves = self.counted()
        said = self.apt("purge", "soc2d")
        self.assertIn("the evidence in /var/lib/soc2d is kept", said)
        self.assertIn("what you wrote in /etc/soc2d is kept", said)
        self.assertEqual(self.machine.check("find", "/etc/soc2d", "-type", "f").split(), ["/etc/soc2d/credentials/ops"])
        self.assertEqual(self.machine.run("find", "/etc/systemd/system", "/lib/systemd/system", "-name", "soc2d*")[1], "")
        self.install()
        self.wait_until(self.is_running, 10, "it does not run after a purge")
        self.machine.check("systemctl", "stop", "soc2d")
        self.assertGreater(self.counted(), leaves)

    def test_an_upgrade_and_a_downgrade_start_it_anew_and_keep_what_an_administrator_decided(self):
        self.boot()
        self.install("0.0.9")
        process = self.is_running()
        self.install("0.1.0")
        self.assertNotIn(self.is_running(), (False, process))
        self.install("0.0.9")
        self.assertTrue(self.is_running())
        self.machine.check("systemctl", "disable", "--now", "soc2d")
        self.install("0.1.0")
        self.assertFalse(self.is_running())
        self.assertEqual(self.show("UnitFileState"), "disabled")
        self.counted()

    def test_where_nothing_may_be_started_nothing_is(self):
        self.boot()
        self.machine.write("/usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)
        self.install()
        self.assertFalse(self.is_running())
        self.assertEqual(self.show("UnitFileState"), "enabled")

    # MARK: Elsewhere

    def test_in_a_tree_that_is_not_booted_it_installs_and_runs_with_the_next_boot(self):
        tree = str(self.machine.tree)
        for words in (("install", "--no-install-recommends", "/root/soc2d_0.1.0.deb"), ("purge", "soc2d"),
                      ("install", "--no-install-recommends", "/root/soc2d_0.1.0.deb")):
            done = subprocess.run(
                ["chroot", tree, "apt-get", "-qq", "-y", *words], capture_output=True, text=True,
                env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"})
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.boot()
        self.wait_until(self.is_running, 10, "it does not run")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
