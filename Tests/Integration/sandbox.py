"""What the sandboxes of the units leave to the monitor's probes and to the courier, on a booted Debian."""

import json
import os
import subprocess
import sys
import unittest
from pathlib import Path

from machine import Machine, archive, sandbox

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()

#: Asks the courier over connections of its own, and prints the answers; then what there is to say of the courier's process.
CLIENT = r"""
import json, os, socket, struct, sys, time
def connected():
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    connection.settimeout(20)
    connection.connect("/run/soc2d/courier.sock")
    return connection
def ask(connection, **question):
    connection.send(json.dumps({"id": 1, **question}, separators=(",", ":"), sort_keys=True).encode())
    while True:
        answer = connection.recv(1 << 17)
        answer = json.loads(answer) if answer else None
        if not answer or not answer["partial"]: return answer
def resolve(connection, name): return ask(connection, resolve={"deadline": 5000, "name": name})
first = connected()
out = {"first": resolve(first, "localhost")}
second = connected()
out["second"] = resolve(second, "127.0.0.1")
out["again"] = resolve(first, "127.0.0.1")
print(json.dumps(out), flush=True)
sys.stdin.readline()
"""

#: What CAP_SYS_PTRACE alone would allow: into the memory of PID 1, and at its descriptors. Prints how each ends.
INTRUDER = r"""
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
word = ctypes.create_string_buffer(8)
vector = (ctypes.c_void_p * 2)(ctypes.addressof(word), 8)
def tried(call, *arguments): return "done" if call(*arguments) >= 0 else os.strerror(ctypes.get_errno())
print("ptrace:", tried(libc.ptrace, 16, 1, 0, 0))
for name in ("process_vm_readv", "process_vm_writev"):
    print(name + ":", tried(getattr(libc, name), 1, vector, 1, vector, 1, 0))
# pidfd_getfd(2), which has one number everywhere.
print("pidfd_getfd:", tried(libc.syscall, 438, os.pidfd_open(1), 0, 0))
try:
    open("/proc/1/mem", "r+b")
    print("mem: done")
except OSError as error:
    print("mem:", error.strerror)
"""

#: Speaks TLS with the certificate that it is given.
TLS = """
import socket, ssl
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain("/etc/ssl/web.pem")
listener = socket.create_server(("0.0.0.0", 443))
while True:
    connection, _ = listener.accept()
    connection.settimeout(5)
    try:
        context.wrap_socket(connection, server_side=True).recv(1)
    except OSError:
        pass
    connection.close()
"""


class Sandbox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "sandbox", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.install()
        machine.write("/usr/local/bin/client.py", CLIENT)
        machine.write("/usr/local/bin/web.py", TLS)
        certificate = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=web", "-keyout", "-"],
            capture_output=True, text=True, check=True)
        machine.write("/etc/hosts", "127.0.0.1 localhost\n")
        machine.write("/etc/ssl/web.pem", certificate.stdout, 0o600)
        machine.boot()
        machine.check("systemctl", "start", "ssh", "soc2d-courier.socket")

    def wait_for(self, condition):
        self.machine.check("sh", "-c", f"for i in $(seq 100); do if {condition}; then exit 0; fi; sleep 0.1; done; exit 1")

    def as_monitor(self, *command):
        """Runs something with the monitor's rights, and without any that it has not."""
        status, output, errors = self.machine.run(
            "systemd-run", "--quiet", "--wait", "--pipe", "--collect", *sandbox("soc2d.service"), *command, timeout=120)
        self.assertIn(status, (0, 1, 2), output + errors)
        return output

    def test_the_monitors_user_is_told_what_root_is_told(self):
        machine = self.machine
        machine.check("useradd", "-m", "alice")
        machine.write("/etc/sudoers.d/alice", "alice ALL=(ALL) NOPASSWD: /bin/sh\n", 0o440)
        machine.check("sh", "-ec", """
            mkdir -m 700 /home/alice/.ssh
            ssh-keygen -q -t ed25519 -N '' -f /home/alice/.ssh/key
            mv /home/alice/.ssh/key.pub /home/alice/.ssh/authorized_keys
            chown -R alice: /home/alice/.ssh
        """)
        machine.check("systemd-run", "--unit=web", "python3", "/usr/local/bin/web.py")
        machine.check("systemd-run", "--unit=files", "--uid=alice", "python3", "-m", "http.server", "8080")
        self.wait_for("ss -ltnH | grep -q ':443 ' && ss -ltnH | grep -q ':8080 '")
        command = ("soc2d", "probe", "--once", "--all", "--format", "json")
        root = json.loads(machine.run(*command)[1])
        monitor = json.loads(self.as_monitor("/usr/bin/soc2d", *command[1:]))

        def told(look):
            # Contacts need the courier, which `probe --once` starts itself, where it may talk to nobody: monitor.py has them.
            return {
                (one["check"], one["subject"]): (one["result"], one["reason"], one["observed"], one["sources"])
                for one in look["results"]
                if one["check"] != "open-ports.cleartext-service"
                and (one["probe"] != "tls-config" or one["check"] == "tls-config.private-key-access")
            }

        self.assertGreater(len(told(root)), 50)
        self.assertEqual(root["totals"]["notApplicable"], monitor["totals"]["notApplicable"])
        self.maxDiff = None
        self.assertEqual(told(root), told(monitor))

    def test_the_probes_keep_two_capabilities_and_gain_none(self):
        status = self.as_monitor("cat", "/proc/self/status")
        # CAP_DAC_READ_SEARCH and CAP_SYS_PTRACE: capabilities(7).
        wanted = f"{1 << 2 | 1 << 19:016x}"
        for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb"):
            self.assertIn(f"{name}:\t{wanted}\n", status)
        self.assertIn("NoNewPrivs:\t1\n", status)
        self.assertIn("Seccomp:\t2\n", status)

    def test_the_probes_reach_into_no_other_process(self):
        self.assertEqual(self.as_monitor("python3", "-c", INTRUDER), "".join(
            f"{name}: {words}\n" for name, words in (
                ("ptrace", "Operation not permitted"), ("process_vm_readv", "Operation not permitted"),
                ("process_vm_writev", "Operation not permitted"), ("pidfd_getfd", "Operation not permitted"), ("mem", "Permission denied"))))

    def test_the_courier_answers_at_its_socket_several_at_once_and_ends_with_the_last(self):
        machine = self.machine
        client = machine.start("systemd-run", "--quiet", "--pipe", "--wait", "--collect", "-p", "User=soc2d", "python3", "/usr/local/bin/client.py")
        self.addCleanup(client.kill)
        answers = json.loads(client.stdout.readline())
        self.assertEqual(answers["second"]["resolved"]["addresses"], ["127.0.0.1"])
        self.assertEqual(answers["again"], answers["second"])
        self.assertIn("127.0.0.1", answers["first"]["resolved"]["addresses"])
        process = machine.check("systemctl", "show", "-P", "MainPID", "soc2d-courier.service").strip()
        status = machine.check("cat", f"/proc/{process}/status")
        self.assertIn("CapEff:\t0000000000000000\n", status)
        self.assertNotIn("Uid:\t0\t", status)
        limits = machine.check("cat", f"/proc/{process}/limits")
        self.assertRegex(limits, r"Max file size +0 ")
        self.assertRegex(limits, r"Max address space +1073741824 ")
        self.assertEqual(machine.check("systemctl", "show", "-P", "NRestarts", "soc2d-courier.service").strip(), "0")
        client.communicate("\n", timeout=30)
        client.wait()
        self.wait_for("! systemctl is-active -q soc2d-courier.service")
        self.assertEqual(machine.check("systemctl", "show", "-P", "Result", "soc2d-courier.service").strip(), "success")

    def test_landlock_is_left_to_both(self):
        version = "import ctypes; print(ctypes.CDLL(None, use_errno=True).syscall(444, None, 0, 1))"
        here = self.machine.check("python3", "-c", version)
        for unit in ("soc2d.service", "soc2d-courier.service"):
            inside = self.machine.check(
                "systemd-run", "--quiet", "--wait", "--pipe", "--collect", *sandbox(unit), "python3", "-c", version)
            self.assertEqual(inside, here, unit)

    def test_nobody_else_may_connect_to_the_courier(self):
        status, _, errors = self.machine.run("setpriv", "--reuid=65534", "--clear-groups", "python3", "/usr/local/bin/client.py")
        self.assertNotEqual(status, 0)
        self.assertIn("PermissionError", errors)
        # Root may, to try a destination out: the secrets are root's own.
        status, output, errors = self.machine.run("python3", "/usr/local/bin/client.py", stdin="\n")
        self.assertEqual(status, 0, output + errors)
        self.assertNotIn('"first": null', output)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
