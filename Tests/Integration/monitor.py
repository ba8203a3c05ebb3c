"""The monitor as a service of a booted Debian: from its start to two verdicts on the records of a bad day."""

import base64
import json
import os
import re
import sqlite3
import subprocess
import sys
import time
import unittest
from datetime import datetime, timedelta, timezone
from pathlib import Path

from machine import Machine, archive
from watched import CLOSED, OPENED, REFUSED, UNWAIVED, WAIVED, Watched

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
PYMERKLE = WORK.parent / "log/pymerkle"

#: How often each probe looks, so that nobody waits for an hour; a drop-in of its control as an administrator would write it.
EVERY = {"account-drift": "2s", "open-ports": "3s", "password-policy": "10s", "tls-config": "10s", "backup-freshness": "10s", "soc2d": "10s"}

#: Speaks TLS.
TLS = """
import socket, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/etc/ssl/web.pem")
listener = socket.create_server(("0.0.0.0", 8443))
while True:
    connection, _ = listener.accept()
    connection.settimeout(5)
    try:
        context.wrap_socket(connection, server_side=True).recv(1)
    except OSError:
        pass
    connection.close()
"""


def now():
    return datetime.now(timezone.utc)


class MonitorService(Watched):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "monitor", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.install()
        (machine.tree / "var/log/journal").mkdir(exist_ok=True)
        for probe, span in EVERY.items():
            machine.write(f"/etc/soc2d/controls.d/{probe}.control.d/often.conf", f"[Test]\nProbe={probe}\nEvery={span}\n")
        machine.write("/etc/soc2d/controls.d/open-ports.control.d/ports.conf", "[Settings]\nAllowListener=tcp/22\n")
        certificate = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=web", "-keyout", "-"],
            capture_output=True, text=True, check=True)
        machine.write("/etc/ssl/web.pem", certificate.stdout, 0o600)
        machine.write("/usr/local/bin/web.py", TLS)
        machine.boot()
        machine.check("systemctl", "enable", "--quiet", "soc2d.service", "soc2d-courier.socket")
        machine.check("systemctl", "start", "soc2d")

    # MARK: What a test asks

    def missed(self, kind):
        """How many slots the ledger calls missed for a reason."""
        copy = WORK / "ledger-copy"
        copy.mkdir(exist_ok=True)
        for name in ("ledger", "ledger-wal"):
            (copy / name).unlink(missing_ok=True)
            source = self.machine.tree / "var/lib/soc2d" / name
            if source.exists():
                (copy / name).write_bytes(source.read_bytes())
        with sqlite3.connect(copy / "ledger") as ledger:
            rows = [json.loads(row) for (row,) in ledger.execute("SELECT record FROM missed")]
        return sum(row["slots"] for row in rows if row["gap"]["class"] == kind)

    def control(self, path, text):
        """A file below /etc/soc2d; gone at the end of the test, and the monitor knows it."""
        self.machine.write(f"/etc/soc2d/{path}", text)
        self.addCleanup(lambda: (self.machine.run("rm", "-f", f"/etc/soc2d/{path}"), self.machine.run("systemctl", "reload", "soc2d")))

    # MARK: Its life

    def test_it_is_ready_and_says_how_things_stand_in_one_line(self):
        process = self.wait_for_ready()
        self.assertRegex(self.show("StatusText"), r"^\d+ controls, \d+ deficient, \d+ inconclusive; outbox \d+; ")
        status = self.machine.check("systemctl", "status", "--no-pager", "soc2d")
        self.assertIn("Status: \"", status)
        begun, ready = (int(self.show(name)) for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
        print(f"ready after {(ready - begun) / 1000:.0f} ms", file=sys.stderr)
        self.assertLess(ready - begun, 5_000_000)
        identity = self.machine.check("cat", f"/proc/{process}/status")
        self.assertNotRegex(identity, r"Uid:\s+0\s")
        # CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE, and nothing else: capabilities(7).
        self.assertIn(f"CapEff:\t{1 << 2 | 1 << 19:016x}\n", identity)

    def test_it_stops_within_ten_seconds_and_starts_again_with_everything(self):
        self.add_root("stan")
        number = self.entry(MESSAGE_ID=OPENED, SOC2D_CHECK="account-drift.root-uid", SOC2D_SUBJECT="stan")["SOC2D_DEFICIENCY"]
        begun = time.monotonic()
        self.machine.check("systemctl", "stop", "soc2d")
        took = time.monotonic() - begun
        self.assertLess(took, 10)
        self.assertEqual(self.show("Result"), "success")
        status, output, errors = self.machine.run("soc2d", "status")
        self.assertEqual(status, 69, output + errors)
        self.assertIn("NOT RUNNING", output)
        status, output, errors = self.machine.run("soc2d", "deficiencies", "acknowledge", number)
        self.assertEqual(status, 69, output + errors)
        self.assertIn("systemctl start soc2d", errors)
        self.machine.check("systemctl", "start", "soc2d")
        self.assertIn(number, [one["id"] for one in self.asked("deficiencies")["deficiencies"]])

    def test_a_hang_is_ended_by_the_watchdog(self):
        self.machine.write("/etc/systemd/system/soc2d.service.d/watchdog.conf", "[Service]\nWatchdogSec=3\n")
        self.machine.check("systemctl", "daemon-reload")
        self.machine.check("systemctl", "restart", "soc2d")
        try:
            process = self.wait_for_ready()
            # It lives beyond the time in which it has to give a sign.
            time.sleep(4)
            self.assertEqual(self.show("MainPID"), process)
            self.machine.check("kill", "-STOP", process)
            begun = time.monotonic()
            self.wait_for_ready(but=process, timeout=30)
            self.assertLess(time.monotonic() - begun, 3 + 5 + 10)
            ended = self.machine.check("journalctl", "-u", "soc2d", "--no-pager", "-n", "200")
            self.assertRegex(ended, r"Watchdog timeout")
            self.assertRegex(ended, r"status=6/ABRT")
        finally:
            self.machine.run("rm", "-r", "/etc/systemd/system/soc2d.service.d")
            self.machine.check("systemctl", "daemon-reload")
            self.machine.check("systemctl", "restart", "soc2d")

    def test_what_a_reboot_misses_is_the_hosts(self):
        before = self.missed("host-down")
        self.machine.stop()
        # A container is back within a second, and a slot has to fall due while it is gone.
        time.sleep(4)
        self.machine.boot()
        self.wait_for_ready()
        self.wait_until(lambda: self.missed("host-down") > before, 20, "no slot is missed since the host was down")
        lives = self.leaves("lifecycle")
        self.assertEqual([one["event"] for one in lives[-2:]], ["stopped-for-shutdown", "start"])
        self.assertNotEqual(lives[-2]["at"]["boot"], lives[-1]["at"]["boot"])

    # MARK: Deficiencies

    def test_a_deficiency_lives_from_its_first_failure_through_a_crash_to_the_pass_that_closes_it(self):
        missed = self.missed("monitor-down")
        process = self.wait_for_ready()
        self.add_root("toor")
        subject = {"SOC2D_CHECK": "account-drift.root-uid", "SOC2D_SUBJECT": "toor"}
        opened = self.entry(MESSAGE_ID=OPENED, **subject)
        self.assertEqual(
            {name: opened.get(name) for name in ("SOC2D_CHECK", "SOC2D_CONTROL", "SOC2D_STATE", "SOC2D_KIND", "SOC2D_REASON", "SOC2D_CRITERIA")},
            {"SOC2D_CHECK": "account-drift.root-uid", "SOC2D_CONTROL": "AC-02", "SOC2D_STATE": "open", "SOC2D_KIND": "opened",
             "SOC2D_REASON": "unexpected", "SOC2D_CRITERIA": opened.get("SOC2D_CRITERIA", "")})
        for name in ("SOC2D_EVENT_ID", "SOC2D_LEAF", "SOC2D_CHECKPOINT", "SOC2D_SEVERITY", "SOC2D_HOST", "SOC2D_FIRST_FAILURE", "SOC2D_ADVICE"):
            self.assertTrue(opened.get(name), f"{name} is missing in {opened}")
        self.assertRegex(opened["SOC2D_PLACE"], r"^/etc/passwd:\d+$")
        self.assertEqual(opened["_UID"], self.machine.check("id", "-u", "soc2d").strip())
        explained = self.machine.check("journalctl", "-x", "--no-pager", f"SOC2D_EVENT_ID={opened['SOC2D_EVENT_ID']}")
        self.assertIn("nobody closes it by hand", explained)
        number = opened["SOC2D_DEFICIENCY"]

        status = self.asked("status", expecting=(1,))
        self.assertIn(number, [one["id"] for one in status["open"]])
        self.assertEqual(status["monitor"]["state"], "running")
        self.assertIn(number, self.soc2d("deficiencies", "list", expecting=(1,)))
        self.soc2d("deficiencies", "acknowledge", number, "--text", "T-1")

        self.machine.check("kill", "-KILL", process)
        self.wait_for_ready(but=process)
        shown = self.asked("deficiencies", "show", number)["deficiencies"][0]
        self.assertEqual((shown["state"], shown["acknowledged"]["text"]), ("acknowledged", "T-1"))
        self.assertEqual(shown["acknowledged"]["by"], "root")
        self.assertEqual(shown["firstFail"]["at"], opened["SOC2D_FIRST_FAILURE"])
        self.assertGreater(self.missed("monitor-down"), missed)
        self.assertEqual(len(self.entries(MESSAGE_ID=OPENED, **subject)), 1, "it was told once")

        self.remove("toor")
        closed = self.entry(MESSAGE_ID=CLOSED, **subject)
        self.assertEqual((closed["SOC2D_DEFICIENCY"], closed["SOC2D_STATE"]), (number, "closed"))
        shown = self.asked("deficiencies", "show", number)["deficiencies"][0]
        self.assertEqual((shown["state"], shown["closingReason"]), ("closed", "subject-absent"))
        self.assertNotIn(number, [one["id"] for one in self.asked("status", expecting=(0, 1, 2))["open"]])

    def test_an_open_port_is_told_and_its_end_too(self):
        self.machine.check("systemd-run", "--unit=files", "python3", "-m", "http.server", "8080")
        self.addCleanup(lambda: self.machine.run("systemctl", "stop", "files.service"))
        opened = self.entry(MESSAGE_ID=OPENED, SOC2D_CHECK="open-ports.unexpected-listener")
        self.assertEqual(opened["SOC2D_SUBJECT"], "tcp/8080 address=wildcard unit=files.service")
        self.machine.check("systemctl", "stop", "files.service")
        closed = self.entry(MESSAGE_ID=CLOSED, SOC2D_CHECK="open-ports.unexpected-listener")
        self.assertEqual(closed["SOC2D_DEFICIENCY"], opened["SOC2D_DEFICIENCY"])

    def test_handshakes_go_through_the_couriers_unit(self):
        self.control("controls.d/open-ports.control.d/web.conf", "[Settings]\nAllowListener=tcp/8443\n")
        self.control("controls.d/tls-config.control.d/keys.conf", "[Settings]\nMinimumRsaBits=4096\n")
        self.reload()
        self.machine.check("systemd-run", "--unit=web", "python3", "/usr/local/bin/web.py")
        self.addCleanup(lambda: self.machine.run("systemctl", "stop", "web.service"))

        told = self.entry(MESSAGE_ID=OPENED, SOC2D_CHECK="tls-config.key-strength")
        self.assertIn("RSA key of 2048 bits", told["SOC2D_OBSERVED"])
        started = self.machine.check("journalctl", "-u", "soc2d-courier.service", "--no-pager")
        self.assertIn("Started", started)
        self.assertNotRegex(started, "Failed|core-dump|status=")

    # MARK: What people decide

    def test_a_reload_takes_a_good_configuration_and_refuses_a_bad_one_with_its_reasons(self):
        known = len(self.leaves("config-change"))
        self.control("controls.d/open-ports.control.d/more.conf", "[Settings]\nAllowListener=tcp/4711\n")
        self.reload()
        taken = self.wait_until(lambda: self.leaves("config-change")[known:], 10, "no leaf of the new configuration")
        self.assertTrue(taken[0]["accepted"])
        self.assertIn("AllowListener=tcp/4711", json.dumps(taken[0]["differences"]))

        told = len(self.entries(MESSAGE_ID=REFUSED))
        self.control("controls.d/open-ports.control.d/wrong.conf", "[Settings]\nAlowListener=tcp/4712\n")
        self.reload(expecting=1)
        refused = self.wait_until(lambda: self.leaves("config-change")[known + 1 :], 10, "no leaf of the refusal")
        self.assertFalse(refused[0]["accepted"])
        self.assertEqual(refused[0]["digest"], taken[0]["digest"])
        problems = json.dumps(refused[0]["problems"])
        self.assertIn("wrong.conf:2", problems)
        self.assertIn("AllowListener", problems)
        notice = self.wait_until(lambda: self.entries(MESSAGE_ID=REFUSED)[told:], 20, "the refusal is not told")[0]
        self.assertIn("wrong.conf:2", notice["SOC2D_OBSERVED"])
        self.assertIn("wrong.conf:2", json.dumps(self.asked("status")["refusedConfiguration"]))
        self.machine.check("rm", "/etc/soc2d/controls.d/open-ports.control.d/wrong.conf")
        self.reload()
        self.assertIsNone(self.asked("status")["refusedConfiguration"])

    def test_a_waiver_is_told_when_it_begins_and_when_it_ends(self):
        self.add_root("wally")
        subject = {"SOC2D_CHECK": "account-drift.root-uid", "SOC2D_SUBJECT": "wally"}
        number = self.entry(MESSAGE_ID=OPENED, **subject)["SOC2D_DEFICIENCY"]
        stamp = "%Y-%m-%dT%H:%M:%SZ"
        self.control("waivers.d/W-1.waiver", "\n".join([
            "[Waiver]", "Control=AC-02", "Check=account-drift.root-uid", "Subject=wally", "Reason=migration", "RequestedBy=alice",
            "ApprovedBy=bob", f"ApprovedAt={(now() - timedelta(seconds=2)).strftime(stamp)}",
            f"Expires={(now() + timedelta(seconds=15)).strftime(stamp)}", "CompensatingControl=watched", ""]))
        self.reload()
        self.entry(MESSAGE_ID=WAIVED, **subject)
        waived = [one for one in self.asked("status")["open"] if one["id"] == number]
        self.assertEqual(waived[0]["waiver"]["approvedBy"], "bob")
        self.entry(MESSAGE_ID=UNWAIVED, **subject)
        events = [(one["id"], one["event"]) for one in self.wait_until(
            lambda: [one for one in self.leaves("waiver") if one["event"] != "began"], 10, "no leaf of the end")]
        self.assertIn(("W-1", "expired"), events)

    def test_what_is_approved_may_stay_and_what_comes_after_is_drift(self):
        before = self.asked("baseline", "diff", "account-drift")
        approved = self.asked("baseline", "approve", "account-drift", "--execution", str(before["observed"]["execution"]), "--text", "T-2", expecting=(0,))
        self.assertTrue(approved["approved"], approved)
        self.assertEqual(self.asked("baseline", "show", "account-drift")["approval"]["by"], "root")
        self.machine.check("useradd", "-G", "sudo", "dora")
        self.addCleanup(lambda: self.machine.run("userdel", "dora"))
        opened = self.wait_until(
            lambda: [one for one in self.entries(MESSAGE_ID=OPENED) if one["SOC2D_SUBJECT"].startswith("dora")], 40, "drift is not told")
        self.assertEqual({one["SOC2D_REASON"] for one in opened}, {"unexpected"})
        self.assertIn("dora", self.soc2d("baseline", "diff", "account-drift", expecting=(1,)))
        self.machine.check("userdel", "dora")
        for one in opened:
            self.entry(MESSAGE_ID=CLOSED, SOC2D_DEFICIENCY=one["SOC2D_DEFICIENCY"])
        approvals = self.leaves("baseline")
        self.assertEqual((approvals[-1]["probe"], approvals[-1]["approver"], approvals[-1]["text"]), ("account-drift", "root", "T-2"))

    # MARK: The evidence

    def test_the_ledger_is_verified_and_one_changed_byte_is_found(self):
        verified = self.asked("evidence", "verify", expecting=(0,))
        self.assertTrue(verified["integrity"]["good"] and verified["completeness"]["good"], verified)
        self.assertEqual(verified["completeness"]["verdict"], "reconciled")
        text = self.soc2d("evidence", "verify")
        self.assertRegex(text, r"(?m)^integrity: .*\n(.*\n)*completeness: reconciled")
        # A copy, and its public key, far from the monitor.
        self.machine.check("systemctl", "stop", "soc2d")
        self.addCleanup(lambda: self.machine.run("systemctl", "start", "soc2d"))
        self.machine.check("sh", "-ec", "soc2d evidence key >/root/key; cp /var/lib/soc2d/ledger /root/copy; chown nobody: /root/copy")
        source = self.machine.tree / "root/copy"
        copy = WORK / "copy"
        copy.write_bytes(source.read_bytes())
        key = self.machine.tree / "root/key"

        def verdict():
            done = subprocess.run(
                [BINARY, "evidence", "verify", copy, "--key", key, "--format", "json"], capture_output=True, text=True)
            self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
            return json.loads(done.stdout)["integrity"]
        self.assertTrue(verdict()["good"])
        with sqlite3.connect(copy) as ledger:
            leaf, content = ledger.execute("SELECT seq, bytes FROM leaves WHERE kind = 'cycle' LIMIT 1").fetchone()
            position = content.index(b'"what"') + 1
            ledger.execute("UPDATE leaves SET bytes = ? WHERE seq = ?", (content[:position] + b"v" + content[position + 1 :], leaf))
        self.assertFalse(verdict()["good"])
        self.assertIn(f"broken at seq {leaf}", json.dumps(verdict()))

    def test_openssl_knows_the_signature_and_pymerkle_the_root(self):
        self.machine.check("sh", "-ec", "soc2d evidence checkpoint >/root/checkpoint; soc2d evidence key >/root/key")
        place = self.machine.tree / "root"
        # The commands of the README that goes with an exported proof.
        subprocess.run(["sh", "-ec", """
            awk '/^$/{exit}{print}' checkpoint > text
            sed -n '5p' checkpoint | cut -d' ' -f3 | base64 -d | tail -c +5 > sig
            openssl pkeyutl -verify -pubin -inkey key -rawin -in text -sigfile sig
        """], cwd=place, check=True, stdout=subprocess.DEVNULL)
        origin, size, root = (place / "text").read_text().splitlines()[:3]
        leaves = self.raw_leaves("--size", size)
        self.assertEqual(len(leaves), int(size))
        if not PYMERKLE.is_dir():
            installed = subprocess.run(
                [sys.executable, "-m", "pip", "install", "-q", "--target", PYMERKLE, "pymerkle==7.0.0"], capture_output=True, text=True)
            if installed.returncode != 0:
                self.skipTest("pymerkle cannot be installed: " + installed.stderr.strip()[-200:])
        sys.path.insert(0, str(PYMERKLE))
        from pymerkle import InmemoryTree

        tree = InmemoryTree(algorithm="sha256")
        for leaf in leaves:
            tree.append_entry(leaf)
        self.assertEqual(base64.b64encode(tree.get_root()).decode(), root, origin)

    def test_the_key_may_come_sealed_from_the_service_manager(self):
        key, sealed = "/var/lib/soc2d/log.key", "/etc/credstore.encrypted/soc2d.log-key"
        before = self.soc2d("evidence", "key")
        self.machine.check("systemctl", "stop", "soc2d")
        self.machine.check("sh", "-ec", f"""
            mkdir -p /etc/credstore.encrypted
            systemd-creds encrypt --quiet --with-key=host --name=soc2d.log-key {key} {sealed}
            mv {key} /root/log.key
        """)
        try:
            self.machine.check("systemctl", "start", "soc2d")
            size = int(self.soc2d("evidence", "checkpoint").splitlines()[1])
            self.wait_until(lambda: int(self.soc2d("evidence", "checkpoint").splitlines()[1]) > size, 20, "nothing is signed")
            self.assertEqual(self.soc2d("evidence", "key"), before)
            self.assertEqual(self.machine.run("test", "-e", key)[0], 1, "no other key is made")
        finally:
            self.machine.run("systemctl", "stop", "soc2d")
            self.machine.check("sh", "-c", f"mv /root/log.key {key}; rm -f {sealed}")
            self.machine.check("systemctl", "start", "soc2d")

    # MARK: What it refuses

    def refusal(self, spoil, mend):
        """What the service says when it is started after something was done to its state, which is undone then."""
        self.machine.check("systemctl", "stop", "soc2d")
        self.machine.check("sh", "-ec", spoil)
        try:
            cursor = self.machine.check("journalctl", "-n", "0", "--show-cursor", "--no-pager").split("cursor: ")[1].strip()
            status, _, _ = self.machine.run("systemctl", "start", "soc2d")
            self.assertNotEqual(status, 0, spoil)
            self.machine.run("systemctl", "stop", "soc2d")
            return self.machine.check("journalctl", "-u", "soc2d", "--no-pager", "-o", "cat", f"--after-cursor={cursor}")
        finally:
            self.machine.run("systemctl", "stop", "soc2d")
            self.machine.check("sh", "-ec", mend)
            self.machine.run("systemctl", "reset-failed", "soc2d")
            self.machine.check("systemctl", "start", "soc2d")

    def test_a_state_directory_that_others_were_at_is_refused_by_name(self):
        state = "/var/lib/soc2d"
        for spoil, mend, words in (
            (f"chmod 644 {state}/ledger", f"chmod 600 {state}/ledger", rf"{state}/ledger: mode 644"),
            (f"chown nobody {state}/log.key", f"chown soc2d {state}/log.key", rf"{state}/log.key: belongs to user 65534"),
            (f"ln {state}/ledger /var/lib/second", "rm /var/lib/second", rf"{state}/ledger: has 2 names"),
            (f"mv {state}/ledger /var/lib/first; ln -s /var/lib/first {state}/ledger", f"mv /var/lib/first {state}/ledger",
             rf"{state}/ledger: a symbolic link"),
            (f"mv {state}/log.key /var/lib/key", f"mv /var/lib/key {state}/log.key", rf"{state}/log.key"),
        ):
            with self.subTest(spoil):
                self.assertRegex(self.refusal(spoil, mend), words)
        verified = self.asked("evidence", "verify", expecting=(0,))
        self.assertTrue(verified["integrity"]["good"], verified)

    def test_runtime_and_configuration_directories_that_others_were_at_are_refused_by_name(self):
        # systemd leaves what is in the runtime directory, and every step of the configuration may be somebody else's.
        run, etc = "/run/soc2d/monitor", "/etc/soc2d"
        self.machine.check("sh", "-ec", f"mkdir -p {etc}/destinations.d {etc}/waivers.d; echo bystander >/var/lib/bystander")
        for spoil, mend, words in (
            (f"rm -f {run}/checkpoint; ln -s /var/lib/bystander {run}/checkpoint", f"rm {run}/checkpoint", rf"{run}/checkpoint: a symbolic link"),
            (f"rm -f {run}/control.sock; mkfifo {run}/control.sock", f"rm {run}/control.sock", rf"{run}/control.sock: not a socket"),
            (f"mkfifo {run}/checkpoint.new", f"rm {run}/checkpoint.new", rf"{run}/checkpoint.new: not a regular file"),
            (f"rm -f {run}/checkpoint; echo >{run}/checkpoint; chmod 666 {run}/checkpoint; chown soc2d {run}/checkpoint", f"rm {run}/checkpoint",
             rf"{run}/checkpoint: mode 666"),
            (f"mkfifo {etc}/destinations.d/chat.destination", f"rm {etc}/destinations.d/chat.destination", rf"{etc}/destinations.d/chat.destination: .*fifo"),
            (f"ln -s /nowhere {etc}/waivers.d/old.waiver", f"rm {etc}/waivers.d/old.waiver", rf"{etc}/waivers.d/old.waiver: .*a link that leads nowhere"),
            (f"echo >{etc}/waivers.d/old.waiver; chown nobody {etc}/waivers.d/old.waiver", f"rm {etc}/waivers.d/old.waiver",
             rf"{etc}/waivers.d/old.waiver: .*belongs to user 65534"),
            (f"chmod 777 {etc}/controls.d", f"chmod 755 {etc}/controls.d", rf"{etc}/controls.d: .*everybody may write"),
            (f"chown nobody {etc}", f"chown root {etc}", rf"{etc}: .*belongs to user 65534"),
        ):
            with self.subTest(spoil):
                self.assertRegex(self.refusal(spoil, mend), words)
        self.assertEqual(self.machine.check("cat", "/var/lib/bystander"), "bystander\n")

    def test_a_host_without_an_identity_is_refused_with_the_way_out(self):
        self.machine.write("/etc/systemd/system/soc2d.service.d/identity.conf", "[Service]\nInaccessiblePaths=/etc/machine-id\n")
        said = self.refusal("systemctl daemon-reload", "rm -r /etc/systemd/system/soc2d.service.d; systemctl daemon-reload")
        self.assertRegex(said, "machine-id")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
