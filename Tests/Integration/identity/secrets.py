"""Marked hashes are planted wherever soc2d reads, on a booted Debian. Not one byte of a mark may come out of it: not in what it prints,
not in the ledger, its journal or its runtime files, and in no core file."""

import os
import time
import unittest

from people import People

#: What every planted hash holds, in pieces that salts and hashes of every scheme may have.
MARK = "HaShMaRk"
#: Salted and hashed with the mark; the names of accounts that have them.
HASHES = {
    "y": f"$y$j9T${MARK}{MARK}${MARK * 5}", "gy": f"$gy$j9T${MARK}${MARK * 5}", "s": f"$7$C6..../....{MARK}${MARK * 5}",
    "b": f"$2b$12${MARK}{MARK * 5}", "six": f"$6$rounds=9000${MARK}${MARK * 9}", "five": f"$5${MARK}${MARK * 5}",
    "one": f"$1${MARK}${MARK}{MARK}", "nt": f"$3$${MARK * 4}", "sun": f"$md5,rounds=5${MARK}${MARK}", "sha": f"$sha1$9${MARK}${MARK}",
    "bsd": f"_J9..{MARK}{MARK}"[:20], "des": f"ab{MARK}abc", "odd": f"$zz${MARK}", "locked": f"!$6${MARK}${MARK * 9}", "star": f"*{MARK}",
}
SUDO = f"bob ALL=(ALL) sha512:{'0' * 128} /bin/ls\nmallory $6${MARK}${MARK * 9}\nDefaults badpass_message={MARK[:4]}\n"


class Secrets(People):
    is_installed = True

    def setUp(self):
        machine = self.machine
        passwd = self.text("/etc/passwd")
        shadow = self.text("/etc/shadow")
        for number, (name, value) in enumerate(HASHES.items()):
            passwd += f"{name}:x:{3000 + number}:{3000 + number}::/home/{name}:/bin/bash\n"
            shadow += f"{name}:{value}:19700:0:90:7:::\n"
        # In passwd itself, on lines that are no account, behind names that nobody has, and in every other field.
        passwd += f"plain:{HASHES['six']}:3100:3100::/home/plain:/bin/bash\nbroken:{HASHES['six']}\n{HASHES['six']}\n"
        passwd += f"gecos:x:3101:3101:{HASHES['six']}:/home/gecos:/bin/bash\n"
        shadow += f"nobodyknows:{HASHES['six']}:::::::\nbroken:{HASHES['six']}\n{HASHES['six']}\nlate:{HASHES['six']}:x:y:z::::\n"
        machine.write("/etc/passwd", passwd)
        machine.write("/etc/shadow", shadow, 0o640)
        machine.write("/etc/gshadow", self.text("/etc/gshadow") + f"disk:{HASHES['six']}::\nbroken:{HASHES['six']}\n", 0o640)
        machine.write("/etc/group", self.text("/etc/group") + f"lxd:{HASHES['six']}:3200:\nbroken:{HASHES['six']}\n")
        machine.write("/etc/sudoers.d/planted", SUDO, 0o440)
        machine.write("/etc/nsswitch.conf", self.text("/etc/nsswitch.conf") + f"{HASHES['six']}\n")
        machine.write("/etc/pam.d/sudo", self.text("/etc/pam.d/sudo") + f"auth optional pam_own.so secret={MARK}\nauth {MARK}\n")
        # Every scheme as a value and as a name, on lines that count and on lines that lose.
        hashes = HASHES.values()
        plant = lambda form: "".join(form.format(value) for value in hashes)
        machine.write("/etc/login.defs", self.text("/etc/login.defs") + plant("ENCRYPT_METHOD {0}\nPASS_MAX_DAYS {0}\n{0} 1\n"))
        machine.write("/etc/default/useradd", plant("INACTIVE={0}\n{0}\n"))
        machine.write("/etc/security/faillock.conf", plant("deny = {0}\nadmin_group = {0}\ndir = {0}\n{0}\n"))
        machine.write("/etc/security/pwhistory.conf", plant("remember = {0}\n{0}\n"))
        machine.write("/etc/security/pwquality.conf", plant("badwords = {0}\ndictpath = {0}\n") + f"{HASHES['des']} = 1\n")
        machine.write("/etc/pam.d/chpasswd", plant("password optional pam_unix.so sha512 remember={0} minlen={0} {0}\n"))
        # A file of keys that leads to shadow, and one that holds a hash.
        machine.check("sh", "-c", "install -d -o alice -g alice /home/alice/.ssh; ln -sf /etc/shadow /home/alice/.ssh/authorized_keys")
        machine.write("/home/bob/.ssh/authorized_keys", f"{HASHES['six']}\nssh-ed25519 {HASHES['six']}\n", 0o600)

    def assert_unmarked(self, name, content):
        place = content.find(MARK.encode())
        self.assertEqual(place, -1, f"{name}: …{content[max(0, place - 100):place + 100]!r}")

    def test_no_byte_of_a_hash_comes_out(self):
        machine = self.machine
        machine.check("sh", "-c", "mkdir -p /root/cores; rm -f /root/cores/*")
        shell = "cd /root/cores; ulimit -c unlimited; exec \"$0\" \"$@\""
        for options in (("--all",), ("--format", "json"), ("--format", "junit"), ()):
            status, output, errors = machine.run("sh", "-c", shell, "soc2d", "probe", "--once", *options)
            self.assertIn(status, (1, 2), errors)
            self.assertIn("empty-password" if "--all" in options else "hash-algorithm", output)
            self.assert_unmarked(" ".join(options), (output + errors).encode())
        # A child that a signal ends leaves no core file, wherever it was.
        for delay in (0.02, 0.05, 0.1, 0.2):
            process = machine.start("sh", "-c", shell, "soc2d", "probe", "--once", "account-drift", "password-policy")
            time.sleep(delay)
            machine.run("pkill", "-SEGV", "-f", "soc2d observe")
            process.communicate()
        self.assertEqual(os.listdir(machine.tree / "root/cores"), [])
        self.watch()

    def watch(self):
        """The monitor as a service, killed at last: its ledger, its directories and the whole journal."""
        machine = self.machine
        for probe in ("account-drift", "password-policy"):
            machine.write(f"/etc/soc2d/controls.d/{probe}.control.d/often.conf", f"[Test]\nProbe={probe}\nEvery=1s\n")
        machine.check("systemctl", "start", "soc2d")
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if "password-policy.hash-algorithm" in machine.run("soc2d", "deficiencies")[1]:
                break
            time.sleep(0.5)
        self.assertIn("password-policy.hash-algorithm", machine.run("soc2d", "deficiencies")[1])
        machine.check("systemctl", "kill", "--signal=SEGV", "soc2d")
        time.sleep(1)
        self.assert_unmarked("the journal", machine.run("journalctl", "-o", "json", "--all")[1].encode())
        machine.check("systemctl", "stop", "soc2d")
        seen = 0
        for directory in ("var/lib/soc2d", "run/soc2d"):
            for folder, _, names in os.walk(machine.tree / directory):
                for name in names:
                    path = os.path.join(folder, name)
                    if os.path.isfile(path):
                        with open(path, "rb") as file:
                            content = file.read()
                        self.assert_unmarked(path, content)
                        seen += len(content)
        self.assertGreater(seen, 10_000)
        cores = machine.run("find", "/", "-xdev", "-name", "core*", "-type", "f", "-size", "+100k", "-not", "-path", "/proc/*")[1]
        self.assertEqual([core for core in cores.split() if core.rsplit("/", 1)[1].removeprefix("core").strip(".0123456789") == ""], [])


if __name__ == "__main__":
    unittest.main(verbosity=1)
