"""Units whose last runs are what a backup job leaves behind: on a booted Debian, also after it was booted again."""

import json
import os
import shutil
import subprocess
import time
import unittest
from pathlib import Path

from machine import Machine, archive

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()

#: The tests of `swift build --build-tests`.
TESTS = WORK.parent / "debug/soc2dPackageTests.xctest"

#: The lines of `[Service]` of each unit.
SERVICES = {
    # Ends with 0.
    "good": "Type=oneshot\nExecStart=/bin/true\n",
    # The same, and stays active until somebody stops it.
    "remaining": "Type=oneshot\nRemainAfterExit=yes\nExecStart=/bin/true\n",
    # Ends with 0, though systemd does not wait for it.
    "simple": "Type=simple\nExecStart=/bin/true\n",
    # Ends with 1.
    "failing": "Type=oneshot\nExecStart=/bin/false\n",
    # Ends with 3, as restic does where it could not read every file, and its unit calls that a success.
    "warned": "Type=oneshot\nSuccessExitStatus=3\nExecStart=/bin/sh -c 'exit 3'\n",
    # Ends with 1, which nobody wants to know.
    "ignored": "Type=oneshot\nExecStart=-/bin/false\nExecStart=/bin/true\n",
    "late": "Type=oneshot\nTimeoutStartSec=1\nExecStart=/bin/sleep 1000\n",
    # The backup is made, but what has to follow is not.
    "unfinished": "Type=oneshot\nExecStart=/bin/true\nExecStartPost=/bin/false\n",
    # Is never started.
    "never": "Type=oneshot\nExecStart=/bin/true\n",
    "running": "Type=oneshot\nTimeoutStartSec=infinity\nExecStart=/bin/sleep 100000\n",
    # Ended with 0 once, and with 1 since.
    "broken": "Type=oneshot\nExecStart=/bin/sh -c 'test ! -e /run/broken'\n",
    # Is skipped since a condition does not hold, after it succeeded once.
    "skipped": "Type=oneshot\nExecStart=/bin/true\n",
    # Is stopped before it is done, which ends it by a signal that counts as a success.
    "stopped": "Type=simple\nExecStart=/bin/sleep 100000\n",
    # Is stopped before it is done, and says that all is well.
    "halted": "Type=oneshot\nTimeoutStartSec=infinity\nExecStart=/bin/sh -c 'trap \"exit 0\" TERM; touch /run/halted; sleep 100000 & wait'\n",
    # Says what only systemd may say.
    "forging": "Type=oneshot\nUser=nobody\nExecStart=/usr/bin/logger --journald=/etc/forged\n",
}

#: The units whose start does not succeed.
REFUSED = {"failing", "late", "unfinished"}

#: What is said of never.service by somebody who is not systemd.
FORGED = (
    "MESSAGE_ID=7ad2d189f7e94e70a38c781354912448\nUNIT=never.service\nINVOCATION_ID=0123456789abcdef0123456789abcdef\n"
    "MESSAGE=never.service: Deactivated successfully.\n"
)

#: The lines of `[Timer]` of each timer.
TIMERS = {
    "good": "OnCalendar=daily\n",
    # Was due once, and never again.
    "never": "OnCalendar=2001-01-01 00:00:00\n",
    # Counts from its start.
    "failing": "OnActiveSec=1d\n",
    # Starts a service of another name.
    "other": "OnCalendar=daily\nUnit=never.service\n",
    # Keeps what the service manager knows of its service.
    "warned": "OnCalendar=daily\n",
    # Is not started.
    "simple": "OnCalendar=daily\n",
}


#: What backup-freshness.age says of each unit, asked for a backup of the last day; and what the reason is.
FRESH = {
    **dict.fromkeys(("good", "remaining", "simple", "ignored", "broken", "skipped", "forging", "alias"), "pass"),
    # The journal does not keep the status with which a run ended that its unit takes for a success.
    "warned": "inconclusive not-observable",
    # The journal does not reach back a day, so nobody knows whether there was a success.
    **dict.fromkeys(
        ("failing", "late", "unfinished", "never", "running", "stopped", "halted", "nosuch"), "inconclusive insufficient-history"),
}

#: The same, asked for a backup of the last second: so far back the journal reaches.
LATEST = {
    **dict.fromkeys(("good", "remaining", "simple", "ignored", "broken", "skipped", "forging", "alias"), "fail stale"),
    "warned": "inconclusive not-observable",
    **dict.fromkeys(("failing", "late", "unfinished", "never", "running", "stopped", "halted", "nosuch"), "fail missing"),
}


def write(machine):
    """Writes the units into a tree that is not booted yet. Its journal outlives a boot."""
    (machine.tree / "var/log/journal").mkdir(exist_ok=True)
    machine.write("/etc/forged", FORGED)
    for name, lines in SERVICES.items():
        machine.write(f"/etc/systemd/system/{name}.service", f"[Unit]\nStartLimitIntervalSec=0\n[Service]\n{lines}")
    for name, lines in TIMERS.items():
        machine.write(f"/etc/systemd/system/{name}.timer", f"[Timer]\n{lines}")
    (machine.tree / "etc/systemd/system/alias.service").symlink_to("good.service")


def run(machine):
    """Runs each unit as often as its story needs."""
    machine.check("systemctl", "start", *(f"{name}.timer" for name in TIMERS if name != "simple"))
    for name in SERVICES:
        if name in ("never", "running", "broken", "skipped", "halted"):
            continue
        status, _, _ = machine.run("systemctl", "start", f"{name}.service")
        assert (status != 0) == (name in REFUSED), (name, status)
    machine.check("systemctl", "start", "--no-block", "halted.service")
    machine.check("sh", "-c", "until test -e /run/halted; do sleep 0.1; done")
    machine.check("systemctl", "stop", "halted.service", "stopped.service")
    machine.check("systemctl", "start", "broken.service", "skipped.service")
    machine.check("touch", "/run/broken")
    machine.write("/etc/systemd/system/skipped.service.d/never.conf", "[Unit]\nConditionPathExists=/no/such\n")
    machine.check("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "broken.service")
    machine.check("systemctl", "start", "skipped.service")
    machine.check("systemctl", "start", "--no-block", "running.service")
    machine.check("journalctl", "--sync")


def boot_again(machine):
    """Stops the machine in good order and boots it again: what the service manager knew of the runs is gone."""
    machine.stop()
    machine.boot()


@unittest.skipUnless(TESTS.exists(), "needs `swift build --build-tests`")
class Units(unittest.TestCase):
    """Runs BootedServicesTests inside, with the libraries of the toolchain that they are linked with."""

    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "units", BINARY)
        cls.addClassCleanup(machine.stop)
        inside = machine.tree / "opt/tests"
        inside.mkdir(parents=True)
        shutil.copy(TESTS, inside / "tests")
        linked = subprocess.run(["ldd", str(TESTS)], capture_output=True, text=True, check=True).stdout
        for library in (line.split()[2] for line in linked.splitlines() if "/usr/lib/swift/" in line):
            shutil.copy(library, inside)
        write(machine)
        machine.boot()
        run(machine)

    def expect_services(self, boot):
        status, output, errors = self.machine.run(
            "env", f"SOC2D_BOOTED={boot}", "LD_LIBRARY_PATH=/opt/tests", "/opt/tests/tests",
            "--testing-library", "swift-testing", "--filter", "BootedServicesTests")
        self.assertEqual(status, 0, output + errors)
        self.assertRegex(output + errors, "the journal tells of every run.* passed")

    def look(self, sets, age):
        """What is said of each unit's age, and the notes of it."""
        lines = [f"[BackupSet]\nName={name}\nAdapter=unit\nSource={name}.service\nMaximumAge={age}\n" for name in sets]
        self.machine.write("/etc/soc2d/controls.d/backup-freshness.control.d/units.conf", "\n".join(lines))
        status, output, errors = self.machine.run("soc2d", "probe", "--once", "backup-freshness", "--all", "--format", "json")
        self.assertIn(status, (1, 2), errors)
        return {one["subject"]: one for one in json.loads(output)["results"] if one["check"] == "backup-freshness.age"}

    def expect_ages(self):
        for sets, age in ((FRESH, "1d"), (LATEST, "1s")):
            # The last run has to be older than the last second.
            time.sleep(2)
            seen = self.look(sets, age)
            for name, words in sets.items():
                with self.subTest(unit=name, age=age):
                    one = seen[name]
                    self.assertEqual(words, f"{one['result']} {one['reason'] or ''}".strip(), one)

    def test_services_are_told_as_they_are_before_and_after_another_boot(self):
        self.expect_services("first")
        self.expect_ages()
        notes = json.dumps([one["notes"] for one in self.look(["never", "broken", "simple"], "1d").values()])
        for words in ("never.timer is active and never elapses again", "simple.timer is not active", "ended with exit-code, status 1"):
            self.assertIn(words, notes)
        boot_again(self.machine)
        self.expect_services("again")
        self.expect_ages()

    def test_a_notice_is_read_back_from_the_journal(self):
        status, output, errors = self.machine.run(
            "env", "SOC2D_BOOTED=first", "LD_LIBRARY_PATH=/opt/tests", "/opt/tests/tests",
            "--testing-library", "swift-testing", "--filter", "JournalDestinationTests")
        self.assertEqual(status, 0, output + errors)
        self.assertRegex(output + errors, "the journal of a booted host.* passed")


if __name__ == "__main__":
    unittest.main(verbosity=2)
