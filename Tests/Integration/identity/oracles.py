"""What soc2d says of generated configurations, against what the real programs say or do: sshd, chage, faillock, sudo, cvtsudoers."""

import datetime
import re
import subprocess
import sys
import unittest

from people import People

#: Where a connection comes from: an address of each class, all of which are this host's own.
ADDRESSES = {"loopback": "127.0.0.1", "private": "10.9.8.7", "public": "198.51.100.7"}

#: Lines of sshd_config behind `UsePAM yes`, and how alice's account is changed first.
SSHD = {
    "nothing": "",
    "keys are off": "PubkeyAuthentication no",
    "keys are off, the second time": "PubkeyAuthentication yes\nPubkeyAuthentication no",
    "keys are on for alice": "PubkeyAuthentication no\nMatch User alice\nPubkeyAuthentication yes",
    "keys are off for alice": "Match User alice,bob\nPubkeyAuthentication no",
    "keys are off for others": "Match User *,!alice\nPubkeyAuthentication no",
    "keys are off for a group": "Match Group alice\nPubkeyAuthentication no",
    "the first match counts": "Match User a*\nPubkeyAuthentication yes\nMatch all\nPubkeyAuthentication no",
    "only from here": "PubkeyAuthentication no\nMatch Address 127.0.0.0/8,::1\nPubkeyAuthentication yes",
    "only from private networks": (
        "PubkeyAuthentication no\n"
        "Match Address 10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,169.254.0.0/16,fc00::/7,fe80::/10\nPubkeyAuthentication yes"
    ),
    "not from here": "Match Address *,!127.0.0.0/8,!::1\nPubkeyAuthentication yes\nMatch all\nPubkeyAuthentication no",
    "allowed by name": "AllowUsers bob al?ce",
    "not allowed": "AllowUsers bob\nAllowUsers carol",
    "allowed from one network": "AllowUsers alice@10.0.0.0/8",
    "allowed by a match": "AllowUsers bob\nMatch User alice\nAllowUsers alice",
    "denied": "DenyUsers a*",
    "denied by group": "DenyGroups alice",
    "allowed by group": "AllowGroups ssh alice",
    "not in the group": "AllowGroups ssh",
    "denied from everywhere else": "DenyUsers alice@127.0.0.0/8 alice@::1",
    "keys elsewhere": "AuthorizedKeysFile /etc/ssh/keys/%u",
    "keys in both": "AuthorizedKeysFile .ssh/authorized_keys /etc/ssh/keys/%u",
    "no keys": "AuthorizedKeysFile none",
}
ACCOUNTS = {
    "locked, with PAM": ("usermod -L alice", "UsePAM yes"),
    "locked, without PAM": ("usermod -L alice", "UsePAM no"),
    "barred, without PAM": ("usermod -p ! alice", "UsePAM no"),
    "starred, without PAM": ("usermod -p * alice", "UsePAM no"),
    "expired, with PAM": ("usermod -e 1 alice", "UsePAM yes"),
    "a file of one's own group": ("chmod 664 /home/alice/.ssh/authorized_keys", "UsePAM yes"),
    "a home of one's own group": ("chmod 775 /home/alice", "UsePAM yes"),
    "a home of everybody": ("chmod 777 /home/alice", "UsePAM yes"),
    "a home of everybody, unchecked": ("chmod 777 /home/alice", "UsePAM yes\nStrictModes no"),
}

#: Rules of sudoers for alice on web-1, in a file of their own.
SUDO = {
    "everything": "alice ALL=(ALL:ALL) ALL",
    "one command": "alice ALL=/usr/bin/id",
    "no password": "alice ALL=(root) NOPASSWD: /usr/bin/id, /usr/bin/who",
    "tags are inherited and taken back": "alice ALL=NOPASSWD: /usr/bin/id, PASSWD: /usr/bin/who",
    "targets are inherited": "alice ALL=(bob) /usr/bin/id, /usr/bin/who, (root) /usr/bin/w",
    "another host": "alice web-2=ALL",
    "this host and another": "alice web-2=/usr/bin/id : web-1=/usr/bin/who",
    "not this host": "alice ALL,!web-1=ALL",
    "aliases": "User_Alias OPS = bob, alice\nCmnd_Alias WHO = /usr/bin/id, /usr/bin/who\nRunas_Alias AS = bob\nHost_Alias HERE = web-1\nOPS HERE=(AS) WHO",
    "an alias with a negation": "User_Alias OPS = bob, !alice\nOPS ALL=ALL",
    "by number": "#1000 ALL=/usr/bin/id",
    "by the number of a group": "%#1000 ALL=/usr/bin/id",
    "by group": "%alice ALL=/usr/bin/id",
    "arguments": 'alice ALL=/usr/bin/id -u, /usr/bin/who "", /usr/bin/w [a-z]*',
    "a group alone": "alice ALL=(:adm) /usr/bin/id",
    "a default target": "Defaults runas_default=bob\nalice ALL=/usr/bin/id",
    "continued": "alice ALL=\\\n  /usr/bin/id,\\\n  /usr/bin/who # and no more",
    "forbidden again": "alice ALL=/usr/bin/id, /usr/bin/who\nalice ALL=!/usr/bin/who",
    "somebody else": "bob ALL=ALL",
    "an editor": "alice ALL=sudoedit /etc/hosts",
}

#: Fields 3 to 8 of shadow: change, least, most, warning, inactive, end; `N` stands for today.
AGES = {
    "never": "N:0:99999:7::", "a quarter": "N:0:90:7::", "a quarter and a month": "N:0:90:7:30:", "a year": "N:0:365:7:30:",
    "no most": "N:0::7::", "no most, but inactive": "N:0::7:30:", "minus one": "N:0:-1:7:-1:", "inactive at once": "N:0:90:7:0:",
    "change at next login": "0:0:90:7:30:", "ends": "N:0:90:7:30:20000", "a day": "N:0:1:7::", "never, but inactive": "N:0:99999:7:30:",
}

#: Lines of a stack in place of common-auth, with faillock.conf; D stands for the number of failures that should lock.
GATE = "auth required pam_faillock.so preauth\n"
COUNT = "auth [default=die] pam_faillock.so authfail\n"
UNIX = "auth [success=1 default=ignore] pam_unix.so nodelay\n"
RESET = "account required pam_faillock.so\n"
FAILLOCK = {
    "all three": (GATE + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 3"),
    "deny from the file": (GATE + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 4"),
    "deny as an argument": (GATE.replace("preauth", "preauth deny=3") + UNIX + COUNT.replace("authfail", "authfail deny=3")
                            + "auth required pam_permit.so\n" + RESET, "deny = 50"),
    "deny is off": (GATE + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 0"),
    "the last line of the file": (GATE + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 9\ndeny = 3"),
    "no preauth": (UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 3"),
    "no authfail": (GATE + "auth [success=1 default=ignore] pam_unix.so nodelay\nauth requisite pam_deny.so\nauth required pam_permit.so\n" + RESET, "deny = 3"),
    "sufficient before the count": (GATE + "auth sufficient pam_unix.so nodelay\n" + COUNT + RESET, "deny = 3"),
    "the count is jumped over": (GATE + "auth [success=2 default=1] pam_unix.so nodelay\n" + COUNT + "auth requisite pam_deny.so\n"
                                 + "auth required pam_permit.so\n" + RESET, "deny = 3"),
    "preauth is optional": (GATE.replace("required", "optional") + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 3"),
    "a commented setting": (GATE + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "# deny = 2\ndeny = 3"),
    "counted elsewhere": (GATE.replace("preauth", "preauth dir=/run/other") + UNIX + COUNT + "auth required pam_permit.so\n" + RESET, "deny = 3"),
}


class Oracles(People):
    def setUp(self):
        self.table = []

    def agree(self, kind, name, ours, theirs):
        self.table.append((kind, name, ours, theirs))

    def tearDown(self):
        disagreements = [row for row in self.table if row[2] != row[3]]
        for kind, name, ours, theirs in disagreements:
            print(f"{self.release}: {kind}: {name}: soc2d says {ours}, the program says {theirs}", file=sys.stderr)
        kinds = sorted({row[0] for row in self.table})
        for kind in kinds:
            rows = [row for row in self.table if row[0] == kind]
            wrong = sum(row in disagreements for row in rows)
            print(f"{self.release}: {kind}: {len(rows)} compared, {wrong} disagreements", file=sys.stderr)
        self.assertFalse(disagreements)

    # MARK: sshd

    def test_keys_get_in_as_sshd_lets_them_in(self):
        machine = self.machine
        for address in ADDRESSES.values():
            machine.run("ip", "addr", "add", f"{address}/32", "dev", "lo")
        machine.check("sh", "-c", "mkdir -p -m 700 /root/keys; [ -e /root/keys/id ] || ssh-keygen -qt ed25519 -N '' -f /root/keys/id")
        machine.check("sh", "-c", "install -d -o alice -g alice -m 700 /home/alice/.ssh; mkdir -p /etc/ssh/keys")
        machine.check("sh", "-c", "install -o alice -g alice -m 600 /root/keys/id.pub /home/alice/.ssh/authorized_keys")
        self.kept("/etc/ssh/sshd_config", "/etc/shadow")
        for name, text in SSHD.items():
            elsewhere = "keys" in text and "/etc/ssh/keys" in text
            machine.check("sh", "-c", "cp /root/keys/id.pub /etc/ssh/keys/alice" if elsewhere else "rm -f /etc/ssh/keys/alice")
            self.compare_login(name, f"UsePAM yes\n{text}\n")
        for name, (command, text) in ACCOUNTS.items():
            shadow = self.text("/etc/shadow")
            machine.check(*command.split())
            self.compare_login(name, text + "\n")
            machine.write("/etc/shadow", shadow, 0o640)
            machine.check("chown", "root:shadow", "/etc/shadow")
            machine.check("chmod", "755", "/home/alice")
            machine.check("chmod", "600", "/home/alice/.ssh/authorized_keys")

    def compare_login(self, name, text):
        self.machine.write("/etc/ssh/sshd_config", text)
        self.machine.check("systemctl", "reset-failed", "ssh")
        self.machine.check("systemctl", "restart", "ssh")
        keys = [result for subject, result in self.results("account-drift.ssh-key").items() if subject.startswith("alice SHA256:")]
        for origin, address in ADDRESSES.items():
            login = self.machine.run(
                "ssh", "-qF", "/dev/null", "-i", "/root/keys/id", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
                "-o", "BatchMode=yes", "-o", "PreferredAuthentications=publickey", "-b", address, f"alice@{address}", "true")
            self.agree("ssh", f"{name}, {origin}", any(self.gets_in(key, origin) for key in keys), login[0] == 0)
            said = self.machine.check("sshd", "-T", "-C", f"user=alice,host={address},addr={address},laddr={address},lport=22")
            if "pubkeyauthentication no" in said:
                self.agree("sshd -T", f"{name}, {origin}", any(self.gets_in(key, origin) for key in keys), False)

    @staticmethod
    def gets_in(key, origin):
        texts = [note["text"] for note in key.get("notes", [])]
        if "usable=no" in key["observed"] or any("expired" in text for text in texts):
            return False
        return not any(text.startswith(f"not from {origin} addresses") for text in texts)

    # MARK: sudo

    def test_grants_are_those_of_sudo(self):
        self.settings("account-drift", "PrivilegedGroup=root")
        self.kept("/etc/sudoers.d/table")
        for name, text in SUDO.items():
            self.machine.write("/etc/sudoers.d/table", text + "\n", 0o440)
            self.machine.check("visudo", "-cq")
            grants = self.results("account-drift.privileged-grant")
            self.agree("cvtsudoers", name, [s for s, r in grants.items() if r.get("reason") == "source-conflict"], [])
            ours = set()
            for subject, result in grants.items():
                if subject.startswith(("alice ", "#1000 ", "%#1000 ", "%alice ")) and " group:" not in subject:
                    ours.add((*subject.split(" ", 2)[1:], any("NOPASSWD" in note["text"] for note in result.get("notes", []))))
            self.agree("sudo -l", name, sorted(ours), sorted(self.listed(self.machine.run("sudo", "-l", "-U", "alice")[1])))

    @staticmethod
    def listed(text):
        """The commands of `sudo -l -U`, each with its target and whether a password is asked."""
        found = set()
        lines = text.split("may run the following commands")[1].splitlines()[1:] if "may run" in text else []
        for line in lines:
            match = re.match(r"\s+\(([^)]*)\)\s+(.*)", line)
            if not match:
                continue
            users, _, groups = match[1].partition(":")
            # For a group alone sudo names the caller, who stays who they are.
            user = "" if groups.strip() and users.strip() == "alice" else users.strip()
            target = user + (f":{groups.strip()}" if groups.strip() and user != "ALL" else "")
            without = False
            for word in match[2].split(", "):
                for tag in ("NOPASSWD: ", "PASSWD: "):
                    if word.startswith(tag):
                        without, word = tag == "NOPASSWD: ", word[len(tag):]
                if word.startswith("!"):
                    found = {entry for entry in found if entry[1] != word[1:]}
                else:
                    found.add((target, word, without))
        return found

    # MARK: chage

    def test_ages_are_those_of_chage(self):
        self.settings("password-policy", "MaximumAge=90d", "InactiveLock=30d")
        self.kept("/etc/shadow")
        today = datetime.date.today().toordinal() - datetime.date(1970, 1, 1).toordinal()
        lines = self.text("/etc/shadow").splitlines()
        mine = next(line for line in lines if line.startswith("alice:")).split(":")
        for name, text in AGES.items():
            fields = text.replace("N", str(today)).split(":")
            changed = ":".join(mine[:2] + fields + [""])
            self.machine.write("/etc/shadow", "\n".join([line for line in lines if not line.startswith("alice:")] + [changed]) + "\n", 0o640)
            said = dict(re.split(r"\s*: ", line, maxsplit=1) for line in self.machine.check("chage", "-l", "alice").splitlines())
            age = self.result("password-policy.maximum-age", "alice")
            self.agree("chage -l: expires", name, age["result"] == "pass", self.days(said["Password expires"], today) <= 90)
            lock = self.result("password-policy.inactive-lock", "alice")
            self.agree("chage -l: inactive", name, lock["result"] == "pass", self.locks_in_time(said, today))

    @staticmethod
    def days(text, today):
        """Days from today to a date of chage."""
        if text == "never":
            return 10**6
        if text == "password must be changed":
            return 0
        return (datetime.datetime.strptime(text, "%b %d, %Y").date() - datetime.date(1970, 1, 1)).days - today

    def locks_in_time(self, said, today):
        expires, inactive = self.days(said["Password expires"], today), self.days(said["Password inactive"], today)
        # pam_unix asks for a new password, however late: such an account is never locked.
        if said["Password expires"] == "password must be changed":
            return False
        return inactive < 10**6 and 0 <= inactive - expires <= 30

    # MARK: faillock

    def test_accounts_are_locked_as_the_verdict_says(self):
        machine = self.machine
        self.settings("password-policy", "PamService=gate", "MaximumAttempts=5")
        self.kept("/etc/security/faillock.conf", "/etc/pam.d/gate")
        machine.run("rm", "-rf", "/run/other")
        machine.check("mkdir", "-p", "/run/other")
        for name, (stack, text) in FAILLOCK.items():
            machine.write("/etc/pam.d/gate", stack)
            machine.write("/etc/security/faillock.conf", text + "\n")
            machine.run("faillock", "--user", "bob", "--reset")
            machine.run("rm", "-f", "/run/other/bob")
            for _ in range(5):
                self.log_in("wrong")
            counted = machine.check("faillock", "--user", "bob").count(" V")
            gets_in = self.log_in(self.password)
            result = self.result("password-policy.lockout", "gate")
            self.agree("faillock", name, result["result"] == "pass", not gets_in)
            self.agree("faillock --user", name, result["result"] == "pass", counted > 0 and not gets_in)

    def log_in(self, password):
        done = self.machine.run("pamtester", "-v", "gate", "bob", "authenticate", "acct_mgmt", stdin=password + "\n")
        return done[0] == 0


class OraclesOnTrixie(Oracles):
    release = "trixie"


if __name__ == "__main__":
    unittest.main(verbosity=1)
