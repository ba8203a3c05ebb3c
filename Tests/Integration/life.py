"""The life of a host with the package on it, from its installation to the purge, in the order of the tests: on Debian 12 and 13."""

import hashlib
import json
import re
import sqlite3
import subprocess
import sys
import time
import unittest
from datetime import datetime, timedelta, timezone

from installed import BINARY, NEW, OLD, WORK, Installed
from receiver import BEAT, HOOK, SLACK, TOKEN, Receiver
from watched import CLOSED, OPENED, REFUSED, UNWAIVED, WAIVED

STATE = "/var/lib/soc2d"
DROP_IN = "/etc/systemd/system/soc2d.service.d/test.conf"

#: One control of its own for the check that the tests break, so that nothing else is said to the chat.
CONTROL = """[Control]
Id=UID-01
Description=Nobody but root is root
Owner=platform
Criterion=CC6.3
[Test]
Probe=account-drift
Check=root-uid
Every=2s
Severity=high
"""


class Life(Installed):
    release = "bookworm"

    @classmethod
    def setUpClass(cls):
        cls.machine = machine = cls.unpacked(cls.release, f"life-{cls.release}")
        cls.addClassCleanup(machine.stop)
        cls.receiver = Receiver(machine)
        machine.boot()
        cls.receiver.open()

    # MARK: What a test asks

    def tell(self, name):
        """An account of that name becomes a deficiency: its number."""
        self.machine.check("useradd", "-o", "-u", "0", name)
        return self.entry(MESSAGE_ID=OPENED, SOC2D_CHECK="account-drift.root-uid", SOC2D_SUBJECT=name)["SOC2D_DEFICIENCY"]

    def number(self, name):
        """Of the one open deficiency about a subject."""
        number, = (one["id"] for one in self.asked("status")["open"] if one["subject"] == name)
        return number

    def requests(self, path):
        return [request for request in self.receiver.requests() if request["path"] == f"/{path.replace('TOKEN', TOKEN)}"]

    def events(self, name):
        """What the webhook was told about a subject."""
        events = [json.loads(request["body"]) for request in self.requests("hook/TOKEN")]
        return [event["data"]["kind"] for event in events if event["data"].get("subject") == name]

    def with_unit(self, lines):
        """The lines stand in `[Service]` until the end of the test."""
        self.machine.write(DROP_IN, "[Service]\n" + lines)
        self.machine.check("systemctl", "daemon-reload")
        self.addCleanup(lambda: (self.machine.run("rm", "-f", DROP_IN), self.machine.run("systemctl", "daemon-reload")))

    def format(self, change):
        """The ledger of a monitor that does not run becomes one of another version of the format."""
        with sqlite3.connect(self.machine.tree / STATE[1:] / "ledger") as ledger:
            known, = ledger.execute("PRAGMA user_version").fetchone()
            ledger.execute(f"PRAGMA user_version={known + change}")
        ledger.close()

    def digest(self):
        return hashlib.sha256((self.machine.tree / STATE[1:] / "ledger").read_bytes()).hexdigest()

    # MARK: Its life

    def test_01_the_version_before_is_installed_and_has_its_first_findings_at_once(self):
        begun = time.monotonic()
        said = self.install(OLD)
        took = time.monotonic() - begun
        self.assertTrue(self.is_running(), said)
        ready, entered = (int(self.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
        print(f"{self.release}: installed and running after {took:.1f} s, ready after {(entered - ready) / 1000:.0f} ms", file=sys.stderr)
        self.assertRegex(self.show("StatusText"), r"^\d+ controls, \d+ deficient, \d+ inconclusive; outbox \d+; ")
        status = self.wait_until(lambda: self.asked("status")["open"] and self.asked("status"), 30, "nothing is found")
        self.assertEqual(status["monitor"]["state"], "running")
        for unit in ("soc2d.service", "soc2d-courier.service", "soc2d-failed.service"):
            exposure = self.machine.check("systemd-analyze", "security", "--no-pager", unit)
            print(f"{self.release}: {unit}: {re.search(r'Overall exposure level for .*: ([0-9.]+)', exposure)[1]}", file=sys.stderr)
        self.assertEqual(self.machine.run("journalctl", "-u", "soc2d", "-p", "warning", "-q", "-o", "cat", "_PID=1")[1], "")

    def test_02_a_reload_takes_what_an_administrator_wrote_and_refuses_what_is_wrong(self):
        self.machine.write("/etc/soc2d/controls.d/uid.control", CONTROL)
        (self.machine.tree / "etc/soc2d/controls.d/account-drift.control").symlink_to("/dev/null")
        for name, kind, secret in (("ops", "slack", SLACK), ("hook", "webhook", HOOK)):
            self.machine.write(f"/etc/soc2d/destinations.d/{name}.destination", f"[Destination]\nKind={kind}\nInternal=yes\nControl=UID-01\n")
            self.machine.write(f"/etc/soc2d/credentials/{name}", secret, 0o600)
        self.machine.write("/etc/soc2d/destinations.d/switch.destination", "[Destination]\nKind=heartbeat\nInternal=yes\n")
        self.machine.write("/etc/soc2d/credentials/switch", BEAT, 0o600)
        self.reload()
        self.machine.write("/etc/soc2d/controls.d/uid.control.d/wrong.conf", "[Settings]\nEvry=2s\n")
        self.reload(expecting=1)
        self.assertIn("wrong.conf:2", self.entry(MESSAGE_ID=REFUSED)["SOC2D_OBSERVED"])
        self.machine.check("rm", "/etc/soc2d/controls.d/uid.control.d/wrong.conf")
        self.reload()
        self.wait_until(lambda: self.requests("beat/TOKEN"), 90, "no sign of life")

    def test_03_what_is_there_is_approved(self):
        observed = self.asked("baseline", "diff", "open-ports")["observed"]
        self.assertTrue(self.asked("baseline", "approve", "open-ports", "--execution", str(observed["execution"]), expecting=(0,))["approved"])
        self.assertEqual(self.asked("baseline", "show", "open-ports")["approval"]["by"], "root")

    def test_04_a_deficiency_is_told_to_the_journal_the_webhook_and_the_chat(self):
        number = self.tell("toor")
        self.assertEqual(self.number("toor"), number)
        self.wait_until(lambda: self.events("toor"), 30, "the webhook hears nothing")
        self.wait_until(lambda: any("toor" in request["body"] for request in self.requests("services/TOKEN")), 30, "the chat hears nothing")
        self.assertEqual([request["problem"] for request in self.receiver.requests() if request["problem"]], [])

    def test_05_a_waiver_begins_and_ends(self):
        stamp, now = "%Y-%m-%dT%H:%M:%SZ", datetime.now(timezone.utc)
        self.machine.write("/etc/soc2d/waivers.d/W-1.waiver", "\n".join([
            "[Waiver]", "Control=UID-01", "Check=account-drift.root-uid", "Subject=toor", "Reason=migration", "RequestedBy=alice",
            "ApprovedBy=bob", f"ApprovedAt={(now - timedelta(seconds=2)).strftime(stamp)}",
            f"Expires={(now + timedelta(days=1)).strftime(stamp)}", "CompensatingControl=watched", ""]))
        self.reload()
        self.entry(MESSAGE_ID=WAIVED, SOC2D_SUBJECT="toor")
        self.machine.check("rm", "/etc/soc2d/waivers.d/W-1.waiver")
        self.reload()
        self.entry(MESSAGE_ID=UNWAIVED, SOC2D_SUBJECT="toor")

    def test_06_killed_and_hung_it_is_back_with_everything(self):
        number, process = self.number("toor"), self.wait_for_ready()
        self.machine.check("kill", "-KILL", process)
        process = self.wait_for_ready(but=process)
        self.assertEqual(self.number("toor"), number)
        self.with_unit("WatchdogSec=3\n")
        self.machine.check("systemctl", "restart", "soc2d")
        process = self.wait_for_ready(but=process)
        self.machine.check("kill", "-STOP", process)
        self.wait_for_ready(but=process, timeout=3 + 5 + 10)
        self.assertRegex(self.machine.check("journalctl", "-u", "soc2d", "--no-pager"), "Watchdog timeout")
        self.assertEqual(self.number("toor"), number)

    def test_07_after_a_reboot_it_goes_on_by_itself(self):
        number = self.number("toor")
        self.machine.stop()
        self.machine.boot()
        self.receiver.open()
        self.wait_for_ready()
        self.assertEqual(self.number("toor"), number)

    def test_08_an_upgrade_loses_neither_a_deficiency_nor_a_notice_that_waits(self):
        number, process = self.number("toor"), self.wait_for_ready()
        self.receiver.close()
        waiting = self.tell("wally")
        self.wait_until(lambda: "NOT DELIVERED" in self.machine.run("soc2d", "status")[1], 40, "status says nothing")
        self.install(NEW)
        self.assertNotIn(self.is_running(), (False, process))
        self.assertEqual(self.machine.check("dpkg-query", "-W", "-f", "${Version}", "soc2d"), NEW)
        self.assertEqual((self.number("toor"), self.number("wally")), (number, waiting))
        self.assertIn("NOT DELIVERED", self.machine.run("soc2d", "status")[1])
        self.receiver.open()
        self.wait_until(lambda: self.events("wally"), 90, "it is not sent")
        # Sent once, and nothing of what was told before is told again.
        self.assertEqual((self.events("wally"), self.events("toor")[:1], self.events("toor").count("opened")), (["opened"], ["opened"], 1))
        self.assertEqual(len(self.entries(MESSAGE_ID=OPENED, SOC2D_SUBJECT="toor")), 1)

    def test_09_a_ledger_of_a_later_version_is_refused_and_not_touched(self):
        number = self.number("toor")
        self.machine.check("systemctl", "stop", "soc2d")
        self.format(1)
        before = self.digest()
        self.install(OLD)
        refusal = self.wait_until(
            lambda: re.search("has format .* a later version wrote it; install that one again",
                              self.machine.run("journalctl", "-u", "soc2d", "-o", "cat", "--no-pager")[1]), 20, "it is not refused")
        print(f"{self.release}: {refusal[0]}", file=sys.stderr)
        self.assertFalse(self.is_running())
        self.machine.check("systemctl", "stop", "soc2d")
        self.assertEqual(self.digest(), before)
        # The later version, which knows that format, is there again.
        self.format(-1)
        self.install(NEW)
        self.machine.check("systemctl", "start", "soc2d")
        self.assertEqual(self.number("toor"), number)
        self.soc2d("evidence", "verify")

    def test_10_a_monitor_that_crashes_to_its_limit_is_reported_off_the_host(self):
        # So that ten crashes, which are the limit, do not take a minute.
        self.with_unit("RestartSec=1\n")
        self.machine.check("systemctl", "reset-failed", "soc2d")
        self.machine.check("systemctl", "restart", "soc2d")

        def crashed():
            self.machine.run("systemctl", "kill", "--kill-who=main", "-s", "KILL", "soc2d")
            return self.show("ActiveState") == "failed"
        self.wait_until(crashed, 60, "it is started again and again")

        def failures():
            return [request for request in self.requests("beat/TOKEN/fail") if "started no more" in request["body"]]
        told, = self.wait_until(failures, 30, "the heartbeat hears nothing")
        print(f"{self.release}: {told['body'].strip()}", file=sys.stderr)
        self.assertIn("(signal, KILL)", told["body"])
        self.wait_until(lambda: self.show("ActiveState", "soc2d-failed") == "inactive", 20, "it does not end")
        self.assertEqual(self.show("Result", "soc2d-failed"), "success")
        output = self.machine.check("journalctl", "-o", "json", "--no-pager", "_SYSTEMD_UNIT=soc2d-failed.service", "SYSLOG_IDENTIFIER=soc2d")
        entry, told = (json.loads(line) for line in output.splitlines())
        self.assertEqual((entry["PRIORITY"], told["PRIORITY"]), ("2", "5"))
        self.assertIn("started no more", entry["MESSAGE"])
        self.assertIn("switch: delivered", json.dumps(told))
        self.machine.check("systemctl", "reset-failed", "soc2d")
        self.machine.check("systemctl", "start", "soc2d")
        self.wait_for_ready()

    def test_11_what_is_mended_is_closed_and_told(self):
        for name in ("toor", "wally"):
            self.remove(name)
        for name in ("toor", "wally"):
            self.entry(MESSAGE_ID=CLOSED, SOC2D_SUBJECT=name)
            self.wait_until(lambda: self.events(name)[-1:] == ["closed"], 60, "the webhook hears nothing")

    def test_12_removed_and_purged_it_leaves_evidence_that_can_be_verified_elsewhere(self):
        key = self.soc2d("evidence", "key")
        self.apt("remove", "soc2d")
        self.assertEqual(self.machine.run("pgrep", "soc2d")[1], "")
        self.apt("purge", "soc2d")
        self.assertEqual(self.machine.run("find", "/usr", "/lib/systemd", "/etc/systemd", "-name", "*soc2d*")[1], "")
        (WORK / "life-key").write_text(key)
        verified = subprocess.run(
            [BINARY, "evidence", "verify", self.machine.tree / STATE[1:] / "ledger", "--key", WORK / "life-key"],
            capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        self.assertRegex(verified.stdout, "completeness: reconciled")


class LifeOnDebian13(Life):
    """systemd that knows `Type=notify-reload`, a newer SQLite, no lastlog, OpenSSL 3.5, and libraries under other names of packages."""

    release = "trixie"


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
