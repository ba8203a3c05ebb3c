"""Deficiencies as people and programs are told of them: a booted Debian with a chat and a webhook that stand in for the real ones, and
fail on any request that the real ones would not take."""

import base64
import hashlib
import hmac
import json
import os
import re
import subprocess
import sys
import unittest
from pathlib import Path

from machine import Machine, archive
from receiver import HOOK, KEY, SLACK, TOKEN, Receiver
from watched import Watched

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
WEBHOOKS = WORK.parent / "log/standardwebhooks"


class Chat(Watched):
    units = ("soc2d", "soc2d-courier")

    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "chat", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.install()
        # One control of its own for the check that the tests break, so that nothing else is said there.
        machine.write("/etc/soc2d/controls.d/uid.control", "\n".join([
            "[Control]", "Id=UID-01", "Description=Nobody but root is root", "Owner=platform", "Criterion=CC6.3", "[Test]",
            "Probe=account-drift", "Check=root-uid", "Every=2s", "Severity=high", ""]))
        (machine.tree / "etc/soc2d/controls.d/account-drift.control").symlink_to("/dev/null")
        machine.write("/etc/soc2d/destinations.d/ops-chat.destination", "[Destination]\nKind=slack\nInternal=yes\nControl=UID-01\n")
        machine.write("/etc/soc2d/destinations.d/hook.destination", "[Destination]\nKind=webhook\nInternal=yes\nControl=UID-01\n")
        machine.write("/etc/soc2d/credentials/ops-chat", SLACK, 0o600)
        machine.write("/etc/soc2d/credentials/hook", HOOK, 0o600)
        cls.receiver = Receiver(machine)
        machine.boot()
        cls.receiver.open()
        machine.check("systemctl", "enable", "--quiet", "soc2d.service", "soc2d-courier.socket")
        machine.check("systemctl", "start", "soc2d-courier.socket", "soc2d")

    def received(self, path):
        """What came to a path, in the order in which it came; nothing that came anywhere may be wrong."""
        requests = self.receiver.requests()
        self.assertEqual([request for request in requests if request["problem"]], [])
        return [request for request in requests if request["path"] == f"/{path}/{TOKEN}"]

    def messages(self, name):
        """What the chat shows about an account."""
        bodies = [json.loads(request["body"]) for request in self.received("services")]
        texts = ["\n".join([body["blocks"][0]["text"]["text"], body["blocks"][1]["text"]["text"]]) for body in bodies]
        return [text for text in texts if name in text]

    def events(self, name):
        """The events about an account."""
        events = [json.loads(request["body"]) for request in self.received("hook")]
        return [event for event in events if event["data"].get("subject") == name]

    def test_1_one_message_tells_of_a_deficiency_and_one_of_its_end(self):
        self.add_root("toor")
        self.wait_until(lambda: self.messages("toor"), 30, "no message")
        opened, = self.messages("toor")
        for words in (r"^Deficiency D-\d+ open\n", "account-drift.root-uid", "web-1", "UID-01", "CC6.3", r"/etc/passwd:\d+", "since"):
            self.assertRegex(opened, words)
        self.remove("toor")
        self.wait_until(lambda: len(self.messages("toor")) == 2, 60, "no message of the end")
        self.assertRegex(self.messages("toor")[1], r"^Deficiency D-\d+ closed\n")
        kinds = [event["type"] for event in self.events("toor")]
        self.assertEqual(kinds, ["soc2d.deficiency.opened", "soc2d.deficiency.closed"])

    def test_2_while_the_network_is_cut_nothing_is_lost_and_it_comes_in_order_and_once(self):
        self.receiver.close()
        self.add_root("wally")
        self.wait_until(lambda: "NOT DELIVERED" in self.machine.run("soc2d", "status")[1], 40, "status says nothing")
        self.remove("wally")
        ended = 'MESSAGE_ID=a755c8de5a6b40a98da71f058139f4b9'
        self.wait_until(
            lambda: "wally" in self.machine.run("journalctl", "-o", "cat", "--no-pager", ended)[1], 40, "it is not closed")
        self.machine.check("systemctl", "kill", "--kill-who=main", "-s", "KILL", "soc2d")
        self.machine.check("systemctl", "reset-failed", "soc2d")
        self.receiver.open()
        self.wait_until(lambda: len(self.events("wally")) >= 2, 90, "not everything arrives")
        self.assertEqual([event["data"]["kind"] for event in self.events("wally")], ["opened", "closed"])
        self.wait_until(lambda: self.messages("wally"), 60, "the chat hears nothing")

    def test_3_the_signatures_are_those_of_standard_webhooks(self):
        requests = self.received("hook")
        self.assertTrue(requests)
        for request in requests:
            headers = {name.lower(): value for name, value in request["headers"].items()}
            signed = f'{headers["webhook-id"]}.{headers["webhook-timestamp"]}.{request["body"]}'
            digest = hmac.new(base64.b64decode(KEY), signed.encode(), hashlib.sha256).digest()
            self.assertIn("v1," + base64.b64encode(digest).decode(), headers["webhook-signature"].split(" "))
        if not WEBHOOKS.exists():
            installed = subprocess.run(
                [sys.executable, "-m", "pip", "install", "-q", "--target", WEBHOOKS, "standardwebhooks==1.1.0"], capture_output=True, text=True)
            if installed.returncode != 0:
                self.skipTest("standardwebhooks cannot be installed: " + installed.stderr.strip()[-200:])
        sys.path.insert(0, str(WEBHOOKS))
        from standardwebhooks.webhooks import Webhook, WebhookVerificationError
        headers = {name.lower(): value for name, value in requests[-1]["headers"].items()}
        Webhook("whsec_" + KEY).verify(requests[-1]["body"], headers)
        with self.assertRaises(WebhookVerificationError):
            Webhook("whsec_" + KEY).verify(requests[-1]["body"].replace("opened", "closed") + " ", headers)

    def test_4_nobody_sees_the_secrets(self):
        self.wait_until(lambda: self.received("hook"), 30, "nothing was sent")
        self.machine.check("soc2d", "notify", "test", "hook")
        secrets = [TOKEN, KEY]
        seen = {
            "journal": self.machine.check("journalctl", "--no-pager", "-o", "export"),
            "status": self.machine.run("soc2d", "status", "--format", "json")[1],
            "configuration": self.machine.run("soc2d", "config", "check")[1],
            "processes": self.machine.check(
                "sh", "-c", "for p in /proc/[0-9]*; do cat $p/cmdline $p/environ; done 2>/dev/null || true"),
        }
        for name in ("ledger", "ledger-wal"):
            file = self.machine.tree / "var/lib/soc2d" / name
            seen[name] = file.read_bytes().decode("latin-1") if file.exists() else ""
        for place, text in seen.items():
            for secret in secrets:
                self.assertNotIn(secret, text, place)

    def test_5_a_credential_that_is_not_there_is_said_and_loses_nothing(self):
        self.machine.check("sh", "-c", "mv /etc/soc2d/credentials/hook /root/hook; systemctl stop soc2d-courier.service || true")
        self.addCleanup(lambda: self.machine.run("sh", "-c", "mv /root/hook /etc/soc2d/credentials/hook 2>/dev/null"))
        self.add_root("stan")
        self.wait_until(
            lambda: re.search(r"hook: 1 notice.* blocked.*no credential hook", " ".join(self.machine.run("soc2d", "status")[1].split())),
            60, "not blocked")
        self.machine.check("mv", "/root/hook", "/etc/soc2d/credentials/hook")
        self.machine.check("systemctl", "reload", "soc2d")
        self.wait_until(lambda: [event["data"]["kind"] for event in self.events("stan")] == ["opened"], 30, "it is not sent")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
