"""Each check of password-policy and account-drift on a booted Debian: the host is broken, the check fails with file and line, the host is
mended by the printed advice, and the check passes."""

import re
import struct
import time
import unittest

from people import People

UNIX = "password\t[success=1 default=ignore]\tpam_unix.so"


class Sequences(People):
    def mend(self, result, *command, stdin=None):
        """Runs a command that the advice of a result prints; its words in capitals stand for anything."""
        templates = [template.split() for template in re.findall(r"`([^`]*)`", result["advice"])]
        fits = any(
            len(template) == len(command) and all(word in (template[i], "") or template[i].isupper() for i, word in enumerate(command))
            for template in templates
        )
        self.assertTrue(fits, f"{command} is not what is advised: {result['advice']}")
        status, output, errors = self.machine.run(*command, stdin=stdin)
        self.assertEqual(status, 0, output + errors)

    def edit(self, path, before, after):
        text = self.text(path)
        self.assertIn(before, text)
        file = self.machine.tree / path.lstrip("/")
        mode = file.stat().st_mode & 0o7777
        self.machine.write(path, text.replace(before, after), mode)

    def changes_password(self, password):
        """Whether bob, who is not root, may choose a password."""
        words = "\n".join([self.password, password, password]) + "\n"
        done = self.machine.run("runuser", "-u", "bob", "--", "passwd", stdin=words)
        self.set_passwords("bob")
        return done[0] == 0

    def comes_by_ssh(self, name):
        """A login without a terminal, as sftp is one."""
        script = (
            "mkdir -p -m 700 /root/keys; [ -e /root/keys/id ] || ssh-keygen -qt ed25519 -N '' -f /root/keys/id; ip link set lo up; "
            f"install -d -o {name} -g {name} -m 700 /home/{name}/.ssh; "
            f"install -o {name} -g {name} -m 600 /root/keys/id.pub /home/{name}/.ssh/authorized_keys; "
            f"ssh -qF /dev/null -i /root/keys/id -o StrictHostKeyChecking=no -o BatchMode=yes {name}@127.0.0.1 true"
        )
        self.machine.check("sh", "-c", script)
        self.addCleanup(self.machine.run, "rm", "-rf", f"/home/{name}/.ssh")

    # MARK: password-policy

    def test_minimum_length(self):
        self.kept("/etc/security/pwquality.conf", "/etc/pam.d/common-password")
        self.machine.write("/etc/security/pwquality.conf", "minlen = 10\n")
        self.fails("password-policy.minimum-length", "passwd", "below-minimum", "/etc/security/pwquality.conf", "minlen = 10")
        self.assertTrue(self.changes_password("Vu7-kelo-Za"))
        self.machine.write("/etc/security/pwquality.conf", "minlen = 14\ndcredit = 0\nucredit = 0\nocredit = 0\nlcredit = 0\n")
        self.passes("password-policy.minimum-length", "passwd")
        self.assertFalse(self.changes_password("Vu7-kelo-Za"))
        self.assertNotEqual(self.machine.run("pwscore", stdin="Vu7-kelo-Za\n")[0], 0)
        # Configured is not enforced: a module that may be passed by guarantees nothing.
        self.edit("/etc/pam.d/common-password", "requisite", "optional")
        self.edit("/etc/pam.d/common-password", " use_authtok try_first_pass", "")
        self.fails("password-policy.minimum-length", "passwd", "not-enforced")

    def test_complexity(self):
        self.settings("password-policy", "MinimumClasses=3")
        self.kept("/etc/security/pwquality.conf")
        self.machine.write("/etc/security/pwquality.conf", "minclass = 2\n")
        self.fails("password-policy.complexity", "passwd", "below-minimum", "/etc/security/pwquality.conf", "minclass = 2")
        self.machine.write("/etc/security/pwquality.conf", "minclass = 3\n")
        self.passes("password-policy.complexity", "passwd")
        self.assertFalse(self.changes_password("vukelozanipolu-vuke"))

    def test_history(self):
        self.settings("password-policy", "History=5")
        self.kept("/etc/pam.d/common-password", "/etc/security/opasswd")
        self.fails("password-policy.history", "passwd", "missing", "/etc/pam.d/common-password", "pam_unix.so")
        self.edit("/etc/pam.d/common-password", UNIX, f"password\trequisite\tpam_pwhistory.so use_authtok remember=5\n{UNIX}")
        self.passes("password-policy.history", "passwd")

    def test_lockout(self):
        self.kept("/etc/pam.d/common-auth", "/etc/pam.d/common-account", "/etc/security/faillock.conf")
        self.fails("password-policy.lockout", "login", "missing", "/etc/pam.d/common-auth", "pam_unix.so")
        gate = "auth\trequired\tpam_faillock.so preauth\n"
        count = "auth\t[default=die]\tpam_faillock.so authfail\nauth\trequisite\tpam_deny.so"
        self.edit("/etc/pam.d/common-auth", "auth\t[success=1", f"{gate}auth\t[success=2")
        self.edit("/etc/pam.d/common-auth", "auth\trequisite\t\t\tpam_deny.so", count)
        self.machine.write("/etc/pam.d/common-account", self.text("/etc/pam.d/common-account") + "account required pam_faillock.so\n")
        self.machine.write("/etc/security/faillock.conf", "deny = 9\n")
        broken = self.fails("password-policy.lockout", "login", "above-maximum", "/etc/security/faillock.conf", "deny = 9")
        self.machine.write("/etc/security/faillock.conf", "deny = 3\n")
        self.passes("password-policy.lockout", "login")
        for _ in range(3):
            self.machine.run("pamtester", "login", "bob", "authenticate", stdin="wrong\n")
        self.assertNotEqual(self.machine.run("pamtester", "login", "bob", "authenticate", "acct_mgmt", stdin=self.password + "\n")[0], 0)
        self.mend(broken, "faillock", "--user", "bob")
        self.machine.check("faillock", "--user", "bob", "--reset")

    def test_hash_algorithm(self):
        self.kept("/etc/shadow")
        weak = self.machine.check("openssl", "passwd", "-1", "-salt", "ab", self.password).strip()
        self.machine.check("usermod", "-p", weak, "bob")
        self.fails("password-policy.hash-algorithm", "bob", "weak-algorithm", "/etc/shadow", "bob:")
        self.set_passwords("bob")
        self.passes("password-policy.hash-algorithm", "bob")

    def test_empty_password(self):
        self.kept("/etc/shadow")
        self.machine.check("passwd", "-d", "bob")
        broken = self.fails("password-policy.empty-password", "bob", "missing", "/etc/shadow", "bob::")
        self.mend(broken, "passwd", "-l", "bob")
        self.passes("password-policy.empty-password", "bob")

    def test_maximum_age(self):
        self.settings("password-policy", "MaximumAge=90d")
        self.kept("/etc/shadow")
        broken = self.fails("password-policy.maximum-age", "bob", "above-maximum", "/etc/shadow", "bob:")
        self.mend(broken, "chage", "-M", "90", "bob")
        self.passes("password-policy.maximum-age", "bob")

    def test_inactive_lock(self):
        self.settings("password-policy", "InactiveLock=30d")
        self.kept("/etc/shadow")
        self.machine.check("chage", "-M", "90", "bob")
        broken = self.fails("password-policy.inactive-lock", "bob", "above-maximum", "/etc/shadow", "bob:")
        self.mend(broken, "chage", "-I", "30", "bob")
        self.passes("password-policy.inactive-lock", "bob")

    # MARK: account-drift

    def test_unapproved_account(self):
        names = " ".join(line.split(":")[0] for line in self.text("/etc/passwd").splitlines())
        self.settings("account-drift", f"ApprovedAccount={names}")
        self.machine.check("useradd", "mallory")
        self.addCleanup(self.machine.run, "userdel", "mallory")
        broken = self.fails("account-drift.unapproved-account", "mallory", "unexpected", "/etc/passwd", "mallory:")
        self.mend(broken, "userdel", "mallory")
        self.assertEqual({result["result"] for result in self.results("account-drift.unapproved-account").values()}, {"pass"})

    def test_privileged_grant(self):
        self.settings("account-drift", "AllowGrant=%sudo ALL ALL")
        self.machine.write("/etc/sudoers.d/mallory", "bob ALL=(ALL) NOPASSWD: /usr/bin/vim\n", 0o440)
        self.addCleanup(self.machine.run, "rm", "-f", "/etc/sudoers.d/mallory")
        broken = self.fails("account-drift.privileged-grant", "bob ALL /usr/bin/vim", "unexpected", "/etc/sudoers.d/mallory", "bob ALL=")
        self.assertIn("`visudo -f FILE`", broken["advice"])
        self.machine.check("rm", "/etc/sudoers.d/mallory")
        self.assertNotIn("bob ALL /usr/bin/vim", self.results("account-drift.privileged-grant"))
        self.machine.check("gpasswd", "-a", "bob", "disk")
        broken = self.fails("account-drift.privileged-grant", "bob group:disk", "unexpected", "/etc/group", "disk:")
        self.mend(broken, "gpasswd", "-d", "bob", "disk")
        self.assertNotIn("bob group:disk", self.results("account-drift.privileged-grant"))

    def test_root_uid(self):
        self.machine.check("useradd", "-o", "-u", "0", "toor")
        self.addCleanup(self.machine.run, "sed", "-i", "/^toor:/d", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow")
        broken = self.fails("account-drift.root-uid", "toor", "unexpected", "/etc/passwd", "toor:")
        # What changes numbers refuses this one, since processes of root run.
        self.assertNotEqual(self.machine.run("usermod", "-u", "4321", "toor")[0], 0)
        self.assertIn("`vipw`", broken["advice"])
        self.machine.write("/usr/local/bin/edit", '#!/bin/sh\nsed s/^toor:x:0:/toor:x:4321:/ "$1" >/tmp/edited && cat /tmp/edited >"$1"\n', 0o755)
        # vipw takes a file for unchanged that is no second newer.
        self.machine.check("touch", "-d", "1 minute ago", "/etc/passwd")
        self.machine.check("env", "EDITOR=/usr/local/bin/edit", "vipw")
        self.assertEqual({result["result"] for result in self.results("account-drift.root-uid").values()}, {"pass"})

    def test_ssh_key(self):
        self.machine.check("sh", "-c", "rm -f /root/k /root/k.pub; ssh-keygen -qt ed25519 -N '' -f /root/k; install -d -o bob -g bob -m 700 /home/bob/.ssh")
        self.machine.check("install", "-o", "bob", "-g", "bob", "-m", "600", "/root/k.pub", "/home/bob/.ssh/authorized_keys")
        self.addCleanup(self.machine.run, "rm", "-rf", "/home/bob/.ssh")
        finger = self.machine.check("ssh-keygen", "-lf", "/root/k.pub").split()[1]
        self.settings("account-drift", "ApprovedKey=alice SHA256:none")
        broken = self.fails("account-drift.ssh-key", f"bob {finger}", "unexpected", "/home/bob/.ssh/authorized_keys", "ssh-ed25519")
        self.assertIn(finger, self.machine.check("ssh-keygen", "-lf", "/home/bob/.ssh/authorized_keys"))
        self.settings("account-drift", f"ApprovedKey={broken['subject']}")
        self.passes("account-drift.ssh-key", f"bob {finger}")
        self.machine.check("rm", "/home/bob/.ssh/authorized_keys")
        self.assertNotIn(f"bob {finger}", self.results("account-drift.ssh-key"))

    def test_dormant_account(self):
        self.kept("/var/log/lastlog", "/etc/shadow")
        now = int(time.time())
        with open(self.machine.tree / "var/log/lastlog", "r+b") as file:
            for name, days in (("alice", 200), ("bob", 1)):
                # lastlog(5) of this machine: a time, a line, a host.
                file.seek(292 * int(self.machine.check("id", "-u", name)))
                file.write(struct.pack("<i32s256s", now - days * 86_400, b"pts/0", b"198.51.100.7"))
        self.assertIn("198.51.100.7", self.machine.check("lastlog", "-u", "alice"))
        # lastlog knows no sftp: only the journal proves that alice was not there, and it begins with this machine.
        self.assertEqual(self.results("account-drift.dormant-account")["alice"]["reason"], "insufficient-history")
        beginning = float(self.machine.check("sh", "-c", "journalctl -q -o short-unix | head -n 1").split()[0])
        while time.time() < beginning + 8:
            time.sleep(0.5)
        self.comes_by_ssh("bob")
        self.settings("account-drift", f"DormantAfter={int(time.time() - beginning) - 4}s")
        broken = self.fails("account-drift.dormant-account", "alice", "stale", "/var/log/lastlog")
        self.passes("account-drift.dormant-account", "bob")
        self.mend(broken, "usermod", "-e", "1", "alice")
        self.assertNotIn("alice", self.results("account-drift.dormant-account"))

    def test_departed_account(self):
        self.kept("/etc/shadow")
        left = "[Departures]\nSource=hr\nImportedBy=alice\nAsOf={0}\n\n[Departed]\nPerson=Bob Example\nAccount=bob\nLeftAt={1}\n"
        day = [time.strftime("%Y-%m-%d", time.gmtime(time.time() - days * 86_400)) for days in (0, 3)]
        self.machine.write("/etc/soc2d/rosters/departed.roster", left.format(*day))
        self.addCleanup(self.machine.run, "rm", "-rf", "/etc/soc2d/rosters")
        self.settings("account-drift", "DepartureRoster=/etc/soc2d/rosters/departed.roster")
        self.machine.check("sh", "-c", "echo '0 4 * * * /bin/true' | crontab -u bob -; loginctl enable-linger bob")
        self.machine.check("systemd-run", "-q", "--unit=left", "--uid=bob", "sleep", "300")
        self.addCleanup(self.machine.run, "systemctl", "stop", "left")
        broken = self.fails("account-drift.departed-account", "Bob Example", "unexpected")
        places = [source["path"] for source in broken["sources"]]
        for place in ("/etc/passwd", "/var/spool/cron/crontabs/bob", "/var/lib/systemd/linger/bob"):
            self.assertIn(place, places)
        self.assertIn("process", broken["observed"])
        self.mend(broken, "usermod", "-e", "1", "bob")
        # Without a session there is nothing to terminate.
        self.assertIn("`loginctl terminate-user NAME`", broken["advice"])
        self.machine.run("loginctl", "terminate-user", "bob")
        self.machine.check("systemctl", "stop", "left")
        self.machine.check("sh", "-c", "crontab -u bob -r; loginctl disable-linger bob")
        self.passes("account-drift.departed-account", "Bob Example")

    def test_service_login(self):
        self.kept("/etc/passwd", "/etc/shadow")
        self.machine.check("usermod", "-s", "/bin/bash", "daemon")
        broken = self.fails("account-drift.service-login", "daemon", "unexpected", "/etc/passwd", "daemon:")
        self.mend(broken, "usermod", "-s", "/usr/sbin/nologin", "daemon")
        self.passes("account-drift.service-login", "daemon")

    def test_access_review(self):
        machine = self.machine
        self.settings("account-drift", "ReviewRecord=/root/access.review")
        self.addCleanup(machine.run, "rm", "-f", "/root/access.review", "/root/access.review.sig", "/etc/soc2d/soc2d.conf")
        broken = self.fails("account-drift.access-review", "review", "record-missing", "/root/access.review")
        machine.check("useradd", "mallory")
        self.addCleanup(machine.run, "userdel", "mallory")
        self.mend(broken, "soc2d", "record", "access-review", "--sheet", "/root/access.review")
        self.fails("account-drift.access-review", "review", "record-missing", "/root/access.review")
        machine.check("sh", "-c", "rm -f /root/r /root/r.pub; ssh-keygen -qt ed25519 -N '' -C '' -f /root/r")
        machine.write("/etc/soc2d/soc2d.conf", f"[Keys]\nSigner=carol {self.text('/root/r.pub')}")
        sheet = self.text("/root/access.review").replace("Undecided=account mallory", "Revoke=account mallory")
        sheet = sheet.replace("\nUndecided=", "\nKeep=").replace("ReviewedBy=", "ReviewedBy=carol")
        machine.write("/root/access.review", sheet.replace("ReviewedAt=", f"ReviewedAt={time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())}"))
        machine.check("ssh-keygen", "-Y", "sign", "-f", "/root/r", "-n", "soc2d", "/root/access.review")
        self.passes("account-drift.access-review", "review")
        self.fails("account-drift.access-review", "account mallory", "unexpected")
        machine.check("userdel", "mallory")
        self.assertNotIn("account mallory", self.results("account-drift.access-review"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
