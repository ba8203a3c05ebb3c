"""What the probes say where a directive of their unit, or a missing capability, hides the host from them: the truth, or that they do not know."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from machine import Machine, archive, sandbox

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()

#: A host on which much is wrong, so that whoever does not see it says a wrong pass.
HOST = """
useradd -m alice
useradd -o -u 0 toor
printf 'alice ALL=(ALL) NOPASSWD: /bin/sh\\n' >/etc/sudoers.d/alice
chmod 440 /etc/sudoers.d/alice
sed -i 's/^alice:.*/alice::20000:0:99999:7:::/' /etc/shadow
for home in /home/alice /root; do
    mkdir -p -m 700 $home/.ssh
    ssh-keygen -q -t ed25519 -N '' -f /tmp/key
    mv /tmp/key.pub $home/.ssh/authorized_keys
    rm /tmp/key
done
chown -R alice: /home/alice/.ssh
mkdir -p /var/tmp/dumps /home/alice/dumps /tmp/dumps /srv/empty
for directory in /var/tmp/dumps /home/alice/dumps /tmp/dumps; do echo dump >$directory/db-1; done
cp /etc/ssl/web.pem /home/alice/web.key
cp /etc/ssl/web.pem /tmp/web.key
chmod 644 /home/alice/web.key /tmp/web.key
mkdir -p /srv/root/usr /srv/root/proc /srv/root/sys /srv/root/dev /srv/root/run /srv/root/tmp /srv/root/var/tmp /srv/root/root /srv/root/home
cp -a /etc /srv/root/etc
sed -i /toor/d /srv/root/etc/passwd
cp -a /bin /lib /sbin /srv/root/
if [ -e /lib64 ]; then cp -a /lib64 /srv/root/; fi
"""

SETS = "".join(
    f"[BackupSet]\nName={name}\nAdapter=file\nSource={place}/db-*\n"
    for name, place in (("home", "/home/alice/dumps"), ("kept", "/var/tmp/dumps"), ("scratch", "/tmp/dumps"))
)

#: So that what is there fails, and does not wait for a baseline.
POLICIES = {
    "account-drift": "ApprovedAccount=alice\nAllowGrant=nobody ALL ALL\nApprovedKey=alice SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n",
    "open-ports": "AllowListener=tcp/22 exe=/usr/sbin/sshd\n",
}

def with_capabilities(names):
    return ("AmbientCapabilities=", f"AmbientCapabilities={names}", "CapabilityBoundingSet=", f"CapabilityBoundingSet={names}") if names else (
        "AmbientCapabilities=", "CapabilityBoundingSet=")


#: What the unit must not have, and whether it hides something of this host from the probes.
DIRECTIVES = (
    (("PrivateUsers=yes",), True),
    (("PrivateNetwork=yes",), True),
    (("ProcSubset=pid",), True),
    (("ProtectHome=yes",), True),
    (("ProtectHome=tmpfs",), True),
    (("PrivateTmp=yes",), True),
    (("ProtectKernelModules=yes",), False),
    (("PrivateDevices=yes",), True),
    (("ProtectHostname=yes",), False),
    (("PrivateMounts=yes",), False),
    (("PrivateIPC=yes",), False),
    (("RootDirectory=/srv/root", "BindReadOnlyPaths=/usr", "MountAPIVFS=yes"), True),
    (("ProtectProc=invisible",), False),
    # Nobody sees PID 1 then.
    (("ProtectProc=invisible", *with_capabilities("CAP_DAC_READ_SEARCH"), "ProtectHome=yes", "PrivateTmp=yes"), True),
    (("RestrictAddressFamilies=", "RestrictAddressFamilies=AF_UNIX"), True),
    (("InaccessiblePaths=/etc/shadow",), True),
    (("InaccessiblePaths=/etc/sudoers.d /etc/pam.d",), True),
    (("TemporaryFileSystem=/home/alice:ro",), True),
    (("TemporaryFileSystem=/etc/ssh:ro",), True),
    (("BindPaths=/srv/empty:/home",), True),
    (("BindReadOnlyPaths=/srv/root/etc/passwd:/etc/passwd",), True),
)

CAPABILITIES = ("", "CAP_DAC_READ_SEARCH", "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH CAP_SYS_PTRACE")


class Blinds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "blinds", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.install()
        certificate = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=web", "-keyout", "-"],
            capture_output=True, text=True, check=True)
        machine.write("/etc/ssl/web.pem", certificate.stdout, 0o600)
        machine.write("/etc/soc2d/controls.d/backup-freshness.control.d/sets.conf", SETS)
        machine.write("/etc/soc2d/controls.d/tls-config.control.d/keys.conf", "[Settings]\nPrivateKey=/home/alice/web.key\nPrivateKey=/tmp/web.key\n")
        for probe, settings in POLICIES.items():
            machine.write(f"/etc/soc2d/controls.d/{probe}.control.d/policy.conf", f"[Settings]\n{settings}")
        machine.boot()
        machine.check("systemctl", "start", "ssh", "soc2d-courier.socket")
        machine.check("sh", "-ec", HOST)
        machine.check("systemd-run", "--quiet", "--unit=files", "--uid=alice", "python3", "-m", "http.server", "8080")
        machine.check("sh", "-c", "for i in $(seq 100); do if ss -ltnH | grep -q ':8080 '; then exit 0; fi; sleep 0.1; done; exit 1")
        cls.truth = cls.told(machine.run("soc2d", "probe", "--once", "--all", "--format", "json")[1])

    @staticmethod
    def told(output):
        return {
            (one["check"], one["subject"]): (one["result"], one["reason"], one["observed"]) for one in json.loads(output)["results"]
        }

    def look(self, properties):
        """What is told from inside the monitor's sandbox with some properties more."""
        options = [word for line in properties for word in ("-p", line)]
        status, output, errors = self.machine.run(
            "systemd-run", "--quiet", "--wait", "--pipe", "--collect", *self.unit(), *options, "/usr/bin/soc2d", "probe", "--once", "--all",
            "--format", "json", timeout=120)
        self.assertIn(status, (0, 1, 2), output + errors)
        return self.told(output)

    @staticmethod
    def unit():
        """The sandbox without the directories of its own, which another user would make anew."""
        properties = sandbox("soc2d.service")
        return [
            word for option, value in zip(properties[::2], properties[1::2]) if not value.startswith(("StateDirectory", "RuntimeDirectory"))
            for word in (option, value)
        ]

    def wrong(self, seen):
        """Every verdict that root's look does not bear out, and every failure of that look about which nothing is said."""
        doubtful = {check for (check, _), (result, _, _) in seen.items() if result == "inconclusive"}
        found = []
        for (check, subject), told in seen.items():
            known = self.truth.get((check, subject)) or self.unit_of(check, subject)
            if told[0] not in ("inconclusive", known[0]):
                found.append(((check, subject), known, told))
        for (check, subject), told in self.truth.items():
            if told[0] == "fail" and not {(check, subject), (check, subject.split(" unit=")[0])} & seen.keys() and check not in doubtful:
                found.append(((check, subject), told, "nothing"))
        return found

    def unit_of(self, check, subject):
        """What root is told of a listener whose unit cannot be seen from elsewhere, which is then no part of the subject."""
        told = {told for (other, name), told in self.truth.items() if other == check and name.startswith(f"{subject} unit=")}
        return told.pop() if len(told) == 1 else (None, None, None)

    def summary(self, name, seen):
        reasons = {}
        for result, reason, _ in seen.values():
            if result == "inconclusive":
                reasons[reason] = reasons.get(reason, 0) + 1
        verdicts = [sum(1 for told in seen.values() if told[0] == verdict) for verdict in ("pass", "fail", "inconclusive")]
        print(f"{name}: {verdicts[0]} pass, {verdicts[1]} fail, {verdicts[2]} inconclusive {reasons}", file=sys.stderr)

    def test_root_sees_what_is_wrong_here(self):
        failing = {check for (check, _), told in self.truth.items() if told[0] == "fail"}
        self.summary("root", self.truth)
        self.assertLessEqual(
            {"account-drift.root-uid", "account-drift.ssh-key", "account-drift.privileged-grant", "open-ports.unexpected-listener",
             "password-policy.empty-password", "tls-config.private-key-access", "backup-freshness.age"}, failing)

    def test_each_set_of_capabilities_sees_the_truth_or_does_not_know(self):
        for names in CAPABILITIES:
            with self.subTest(names or "none"):
                seen = self.look(with_capabilities(names))
                self.summary(names or "no capability", seen)
                self.assertEqual(self.wrong(seen), [])

    def test_each_directive_leaves_the_truth_or_is_named(self):
        for properties, hides in DIRECTIVES:
            with self.subTest(" ".join(properties)):
                seen = self.look(properties)
                self.summary(" ".join(properties), seen)
                self.assertEqual(self.wrong(seen), [])
                self.assertEqual("sandboxed" in {told[1] for told in seen.values()}, hides)

    def test_a_user_for_each_run_is_refused_with_the_directive_that_is_in_the_way(self):
        status, output, errors = self.machine.run(
            "systemd-run", "--quiet", "--wait", "--pipe", "--collect", *self.unit(), "-p", "DynamicUser=yes", "/usr/bin/soc2d", "probe", "--once")
        self.assertEqual(status, 78, output + errors)
        self.assertIn("RestrictSUIDSGID=", output + errors)

    def test_the_monitor_says_at_its_start_what_is_hidden(self):
        for properties, words in (
            ((), []), (("ProtectHome=yes", "PrivateTmp=yes"), ["/home", "/root", "/run/user", "/tmp", "/var/tmp"]),
            (("PrivateNetwork=yes",), ["the host's network"]), (with_capabilities("CAP_DAC_READ_SEARCH"), ["CAP_SYS_PTRACE"]),
            # The third, pidfd_getfd, is refused by the container too.
            (("SystemCallFilter=ptrace process_vm_writev pidfd_getfd",), ["ptrace", "process_vm_writev"]),
        ):
            with self.subTest(" ".join(properties)):
                self.machine.write("/etc/systemd/system/soc2d.service.d/blind.conf", "\n".join(["[Service]", *properties, ""]))
                self.machine.check("systemctl", "daemon-reload")
                cursor = self.machine.check("journalctl", "-n", "0", "--show-cursor", "--no-pager").split("cursor: ")[1].strip()
                self.machine.check("systemctl", "restart", "soc2d")
                said = self.machine.check("journalctl", "-u", "soc2d", "--no-pager", "-o", "json", f"--after-cursor={cursor}")
                entries = [json.loads(line) for line in said.splitlines()]
                self.assertEqual([one["SOC2D_WHAT"] for one in entries if "SOC2D_WHAT" in one], words)
        self.machine.check("systemctl", "stop", "soc2d")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
