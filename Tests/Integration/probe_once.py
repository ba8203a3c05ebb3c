"""`soc2d probe --once` on a real Debian: what a stock host shows, what breaking it changes, and what mending it brings back."""

import json
import os
import subprocess
import sys
import time
import unittest
from pathlib import Path

from machine import Machine, archive

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
DROP_IN = "/etc/soc2d/controls.d/{0}.control.d/test.conf"


class ProbeOnce(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = Machine(archive("bookworm", WORK), WORK / "tree", BINARY)
        cls.machine.boot()

    @classmethod
    def tearDownClass(cls):
        cls.machine.stop()

    def look(self, *arguments, prefix=()):
        status, output, errors = self.machine.run(*prefix, "soc2d", "probe", "--once", "--format", "json", *arguments)
        self.assertIn(status, (0, 1, 2), output + errors)
        look = json.loads(output)
        look["status"] = status
        return look

    def results(self, look, check, subject=None):
        return [
            result for result in look["results"] if result["check"] == check and subject in (None, result["subject"])
        ]

    def only(self, look, check, subject):
        found = self.results(look, check, subject)
        self.assertEqual(len(found), 1, [result["subject"] for result in self.results(look, check)])
        return found[0]

    def test_a_stock_debian_guarantees_six_characters_and_no_lockout(self):
        look = self.look()
        self.assertEqual(look["status"], 1)
        length = self.only(look, "password-policy.minimum-length", "passwd")
        self.assertEqual((length["result"], length["reason"]), ("fail", "below-minimum"))
        self.assertIn("6", length["observed"])
        self.assertTrue(length["sources"][0]["path"].startswith("/etc/pam.d/"), length["sources"])
        lockout = self.only(look, "password-policy.lockout", "login")
        self.assertEqual((lockout["result"], lockout["reason"]), ("fail", "missing"))
        self.assertEqual(self.only(look, "account-drift.root-uid", "root")["result"], "pass")

    def test_a_longer_minimum_passes_once_pam_unix_enforces_it(self):
        self.machine.check("sh", "-c", "cp -a /etc/pam.d/common-password /root/kept")
        try:
            before = self.only(self.look("password-policy"), "password-policy.minimum-length", "passwd")
            self.assertEqual(before["result"], "fail")
            text = (self.machine.tree / "etc/pam.d/common-password").read_text()
            self.machine.write("/etc/pam.d/common-password", text.replace("obscure yescrypt", "obscure yescrypt minlen=15"))
            after = self.only(self.look("password-policy"), "password-policy.minimum-length", "passwd")
            self.assertEqual((after["result"], after["observed"][:2]), ("pass", "15"), after)
        finally:
            self.machine.check("sh", "-c", "cp -a /root/kept /etc/pam.d/common-password")

    def test_a_second_uid_zero_fails_until_it_is_gone(self):
        self.machine.check("useradd", "-o", "-u", "0", "toor")
        try:
            toor = self.only(self.look(), "account-drift.root-uid", "toor")
            self.assertEqual((toor["result"], toor["reason"]), ("fail", "unexpected"))
            self.assertEqual(toor["sources"][0]["path"], "/etc/passwd")
            line = (self.machine.tree / "etc/passwd").read_text().splitlines()[toor["sources"][0]["line"] - 1]
            self.assertTrue(line.startswith("toor:"))
        finally:
            self.machine.run("sed", "-i", "/^toor:/d", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow")
        after = self.results(self.look(), "account-drift.root-uid")
        self.assertEqual([(result["subject"], result["result"]) for result in after], [("root", "pass")])

    def test_an_unexpected_listener_is_named_with_port_address_and_unit(self):
        self.machine.check("systemd-run", "--unit=web", "python3", "-m", "http.server", "8080")
        try:
            self.wait_for_listener(8080)
            unapproved = [
                result for result in self.results(self.look(), "open-ports.unexpected-listener")
                if result["subject"].startswith("tcp/8080")
            ]
            self.assertEqual([result["reason"] for result in unapproved], ["no-baseline"])
            self.assertIn("AllowListener=tcp/8080 address=wildcard unit=web.service", unapproved[0]["advice"])

            self.machine.write(DROP_IN.format("open-ports"), "[Settings]\nAllowListener=tcp/22\n")
            failing = [
                result for result in self.results(self.look(), "open-ports.unexpected-listener")
                if result["subject"].startswith("tcp/8080")
            ]
            self.assertEqual([result["reason"] for result in failing], ["unexpected"])
            self.assertEqual(failing[0]["subject"], "tcp/8080 address=wildcard unit=web.service")

            self.machine.write(DROP_IN.format("open-ports"), f"[Settings]\nAllowListener=tcp/22\nAllowListener={failing[0]['subject']}\n")
            allowed = [
                result for result in self.results(self.look(), "open-ports.unexpected-listener")
                if result["subject"].startswith("tcp/8080")
            ]
            self.assertEqual([result["result"] for result in allowed], ["pass"])
        finally:
            self.machine.run("rm", "-rf", "/etc/soc2d")
            self.machine.run("systemctl", "stop", "web.service")

    def wait_for_listener(self, port):
        for _ in range(100):
            if f":{port} " in self.machine.check("ss", "-ltnH"):
                return
            time.sleep(0.05)
        self.fail(f"nothing listens on {port}")

    def test_a_restricted_port_offered_to_everybody_fails(self):
        self.machine.check(
            "systemd-run", "--unit=db", "python3", "-c",
            "import socket,time\ns=socket.socket()\ns.setsockopt(1,2,1)\ns.bind(('0.0.0.0',5432))\ns.listen()\ntime.sleep(600)")
        try:
            self.wait_for_listener(5432)
            exposed = [result for result in self.results(self.look(), "open-ports.restricted-bind") if "5432" in result["subject"]]
            self.assertEqual([(result["result"], result["reason"]) for result in exposed], [("fail", "exposed")])
        finally:
            self.machine.run("systemctl", "stop", "db.service")

    def test_a_tree_gives_the_results_that_it_gives_from_inside(self):
        inside = self.look()
        status, output, errors = 0, "", ""
        done = subprocess.run(
            [BINARY, "probe", "--once", "--format", "json", "--root", self.machine.tree, "--config", WORK / "none"],
            capture_output=True, text=True)
        self.assertEqual(done.returncode, 78, "a configuration directory that is not there is an error")
        (WORK / "empty").mkdir(exist_ok=True)
        done = subprocess.run(
            [BINARY, "probe", "--once", "--format", "json", "--root", self.machine.tree, "--config", WORK / "empty"],
            capture_output=True, text=True)
        outside = json.loads(done.stdout)
        keep = ("check", "subject", "result", "reason", "observed", "required", "sources", "notes")

        def needs_a_running_host(result):
            return result["probe"] in ("open-ports", "tls-config") and result["check"] != "tls-config.private-key-access"

        def files(look):
            return [{key: result[key] for key in keep} for result in look["results"] if not needs_a_running_host(result)]

        self.assertEqual(files(inside), files(outside))
        running = [result for result in outside["results"] if needs_a_running_host(result)]
        self.assertEqual({result["probe"] for result in running}, {"open-ports", "tls-config"})
        self.assertEqual({result["reason"] for result in running if result["result"] != "not-applicable"}, {"not-observable-under-root"})

    def test_without_root_the_shadow_file_is_inconclusive_and_the_rest_is_judged(self):
        look = self.look(prefix=("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"))
        self.assertEqual(self.only(look, "password-policy.empty-password", "source:/etc/shadow")["reason"], "unreadable")
        self.assertEqual(self.only(look, "account-drift.root-uid", "root")["result"], "pass")
        self.assertEqual(self.only(look, "password-policy.minimum-length", "passwd")["result"], "fail")

    def test_an_empty_password_field_fails_for_that_account(self):
        self.machine.check("useradd", "mallory")
        try:
            self.machine.check("sed", "-i", "s/^mallory:[^:]*:/mallory::/", "/etc/shadow")
            self.assertEqual(self.only(self.look(), "password-policy.empty-password", "mallory")["result"], "fail")
            self.machine.check("passwd", "-l", "mallory")
            empty = self.results(self.look("--all"), "password-policy.empty-password", "mallory")
            self.assertEqual([result["result"] for result in empty], ["pass"])
        finally:
            self.machine.run("userdel", "mallory")

    def test_a_sudo_rule_is_a_grant_to_approve(self):
        self.machine.check("useradd", "alice")
        self.machine.write("/etc/sudoers.d/alice", "alice ALL=(ALL) NOPASSWD: /bin/sh\n", 0o440)
        try:
            grants = [
                result for result in self.results(self.look(), "account-drift.privileged-grant")
                if result["subject"].startswith("alice ")
            ]
            self.assertEqual([result["reason"] for result in grants], ["no-baseline"])
            self.assertEqual(grants[0]["sources"][0], {"path": "/etc/sudoers.d/alice", "line": 1})
            self.machine.write(DROP_IN.format("account-drift"), f"[Settings]\nAllowGrant={grants[0]['subject']}\n")
            grants = [
                result for result in self.results(self.look("--all"), "account-drift.privileged-grant")
                if result["subject"].startswith("alice ")
            ]
            self.assertEqual([result["result"] for result in grants], ["pass"])
            self.machine.write(DROP_IN.format("account-drift"), "[Settings]\nAllowGrant=bob root ALL\n")
            grants = [
                result for result in self.results(self.look(), "account-drift.privileged-grant")
                if result["subject"].startswith("alice ")
            ]
            self.assertEqual([(result["result"], result["reason"]) for result in grants], [("fail", "unexpected")])
        finally:
            self.machine.run("rm", "-rf", "/etc/soc2d", "/etc/sudoers.d/alice")
            self.machine.run("userdel", "alice")

    def test_no_byte_of_a_password_hash_leaves_the_host(self):
        marked = "MARKEDHASHMARKEDHASHMARKED"
        self.machine.check("useradd", "carol")
        try:
            self.machine.check("sed", "-i", f"s|^carol:[^:]*:|carol:$1$abc${marked}:|", "/etc/shadow")
            for form in ("json", "text", "junit"):
                _, output, errors = self.machine.run("soc2d", "probe", "--once", "--all", "--format", form)
                self.assertNotIn(marked, output + errors)
            weak = self.only(self.look(), "password-policy.hash-algorithm", "carol")
            self.assertEqual((weak["result"], weak["reason"]), ("fail", "weak-algorithm"))
        finally:
            self.machine.run("userdel", "carol")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
