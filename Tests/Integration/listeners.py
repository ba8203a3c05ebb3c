"""Every kind of listener on a booted Debian, attributed as `ss` and the service manager attribute it."""

import json
import os
import re
import subprocess
import time
import unittest
from pathlib import Path

from machine import Machine, archive

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()

#: Binds to an address and port, and forks as often as it is told to.
SERVER = """
import os, socket, sys, time
address, port, children = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
family = socket.AF_INET6 if ":" in address else socket.AF_INET
listener = socket.socket(family)
listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
if family == socket.AF_INET6: listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
listener.bind((address, port))
listener.listen()
for _ in range(children):
    if os.fork() == 0: break
time.sleep(100000)
"""

#: Asks for a password without TLS, as FTP does that nobody has configured.
FTP = """
import socket
listener = socket.create_server(("0.0.0.0", 21))
while True:
    connection, _ = listener.accept()
    connection.sendall(b"220 ready\\r\\n")
    for line in connection.makefile("rb"):
        connection.sendall(b"331 password\\r\\n" if line.startswith(b"USER") else b"500 what\\r\\n")
"""

#: Speaks TLS 1.2 and later with the certificate that it is given.
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

#: unit: address, port, children, class of the address
SERVICES = {
    "dual": ("::", 8001, 0, "wildcard"),
    "loop": ("127.0.0.1", 8002, 0, "loopback"),
    "specific": ("192.0.2.10", 8003, 0, "specific"),
    "wild": ("0.0.0.0", 8004, 0, "wildcard"),
    "prefork": ("0.0.0.0", 8006, 4, "wildcard"),
}


class Listeners(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "listeners", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.write("/usr/local/bin/server.py", SERVER)
        run = "/usr/bin/python3 /usr/local/bin/server.py"
        for unit, (address, port, children, _) in SERVICES.items():
            machine.write(f"/etc/systemd/system/{unit}.service", f"[Service]\nExecStart={run} {address} {port} {children}\n")
        machine.write("/etc/systemd/system/box.service", f"[Service]\nExecStart=/usr/sbin/ip netns exec box {run} 0.0.0.0 8007 0\n")
        for name, text, port in (("ftp", FTP, 21), ("web", TLS, 443)):
            machine.write(f"/usr/local/bin/{name}.py", text)
            machine.write(f"/etc/systemd/system/{name}.service", f"[Service]\nExecStart=/usr/bin/python3 /usr/local/bin/{name}.py\n")
        machine.write("/etc/ssl/web.pem", cls.certificate())
        # A stranger's root: without any anchor nothing could be called untrusted.
        machine.write("/etc/ssl/certs/ca-certificates.crt", cls.certificate())
        machine.write("/etc/systemd/system/echo.socket", "[Socket]\nListenStream=8005\n")
        machine.write("/etc/systemd/system/echo.service", "[Service]\nExecStart=/usr/bin/cat\nStandardInput=socket\n")
        machine.boot()
        machine.check("ip", "address", "add", "192.0.2.10/32", "dev", "lo")
        machine.check("ip", "netns", "add", "box")
        machine.check("systemctl", "start", "echo.socket", "box.service", "ftp.service", "web.service", *(f"{unit}.service" for unit in SERVICES))
        machine.write(
            "/etc/soc2d/controls.d/open-ports.control.d/test.conf",
            "[Settings]\nIncludeLoopback=yes\nAllowListener=tcp/8000-8999 unit=*.service\nAllowListener=tcp/22\n"
            "ExpectListener=tcp/8004 unit=wild.service\nExpectListener=tcp/9999\n",
        )
        machine.write("/etc/soc2d/controls.d/tls-config.control.d/test.conf", "[Settings]\nPrivateKey=/etc/ssl/web.pem\n")
        cls.wait()
        status, output, errors = machine.run("soc2d", "probe", "--once", "open-ports", "tls-config", "--all", "--format", "json")
        assert status in (0, 1, 2), errors
        cls.all = json.loads(output)["results"]
        cls.results = [one for one in cls.all if one["check"] == "open-ports.unexpected-listener"]
        cls.shown = machine.check("ss", "-H", "-ltnp")

    @staticmethod
    def certificate():
        """A key and a certificate that it signed itself."""
        done = subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "-", "-subj", "/CN=web-1", "-days", "30",
             "-addext", "subjectAltName=DNS:web-1"], capture_output=True, text=True, check=True)
        return done.stdout

    @classmethod
    def wait(cls):
        ports = [str(port) for _, port, _, _ in SERVICES.values()] + ["8005", "21", "443"]
        for _ in range(100):
            shown = cls.machine.check("ss", "-H", "-ltn")
            inside = cls.machine.run("ip", "netns", "exec", "box", "ss", "-H", "-ltn")[1]
            if all(f":{port} " in shown for port in ports) and ":8007 " in inside:
                return
            time.sleep(0.1)
        raise RuntimeError(f"not every service listens: {shown}{inside}")

    def of_port(self, port):
        return [one for one in self.results if one["subject"].startswith(f"tcp/{port} ")]

    def units_by_ss(self, port):
        """The units of the processes that ss shows for a port, by ps."""
        lines = [line for line in self.shown.splitlines() if re.search(rf":{port}\s", line)]
        pids = set(re.findall(r"pid=(\d+)", "".join(lines)))
        return {self.machine.check("ps", "-o", "unit=", "-p", pid).strip() for pid in pids}, lines

    def test_each_listener_has_the_unit_and_class_that_ss_and_ps_say(self):
        for unit, (_, port, _, address_class) in SERVICES.items():
            with self.subTest(unit=unit):
                found = self.of_port(port)
                self.assertEqual([one["subject"] for one in found], [f"tcp/{port} address={address_class} unit={unit}.service"])
                self.assertEqual(found[0]["result"], "pass", found[0])
                self.assertEqual(self.units_by_ss(port)[0], {f"{unit}.service"})

    def test_a_dual_stack_listener_is_said_to_serve_both(self):
        self.assertIn("[::] and IPv4", self.of_port(8001)[0]["observed"])
        self.assertTrue(any("*:8001" in line for line in self.units_by_ss(8001)[1]))

    def test_a_pre_fork_server_is_one_listener_of_one_unit(self):
        holders = re.findall(r"pid=(\d+)", "".join(self.units_by_ss(8006)[1]))
        self.assertEqual(len(set(holders)), 5)
        self.assertEqual(len(self.of_port(8006)), 1)

    def test_a_socket_unit_owns_what_the_service_manager_holds(self):
        found = self.of_port(8005)
        self.assertEqual([one["subject"] for one in found], ["tcp/8005 address=wildcard unit=echo.socket"])
        self.assertEqual((found[0]["result"], found[0]["reason"]), ("fail", "unexpected"))
        self.assertIn("8005", self.machine.check("systemctl", "list-sockets", "--no-legend", "echo.socket"))

    def test_the_port_of_another_namespace_is_listed_apart(self):
        self.assertEqual(self.of_port(8007), [])
        self.assertNotIn(":8007 ", self.shown)
        apart = [one for one in self.results if one["subject"] == "namespace unit=box.service"]
        self.assertEqual(len(apart), 1, [one["subject"] for one in self.results])
        self.assertEqual(apart[0]["result"], "not-applicable")
        self.assertIn("tcp/8007", apart[0]["observed"])

    def of(self, check, subject):
        found = [one for one in self.all if one["check"] == check and one["subject"] == subject]
        self.assertEqual(len(found), 1, [one["subject"] for one in self.all if one["check"] == check])
        return found[0]["result"], found[0]["reason"], found[0]

    def test_what_should_listen_and_does_not_takes_two_looks(self):
        self.assertEqual(self.of("open-ports.missing-listener", "tcp/8004 unit=wild.service")[0], "pass")
        self.assertEqual(self.of("open-ports.missing-listener", "tcp/9999")[:2], ("inconclusive", "insufficient-history"))

    def test_ftp_that_asks_for_a_password_in_the_clear_fails(self):
        result, reason, whole = self.of("open-ports.cleartext-service", "tcp/21 address=wildcard unit=ftp.service")
        self.assertEqual((result, reason), ("fail", "cleartext"), whole)
        self.assertIn("331", whole["observed"])

    def test_the_service_on_port_443_is_found_and_judged(self):
        endpoint = "tcp/443 0.0.0.0"
        self.assertEqual(self.of("tls-config.protocol-version", endpoint)[0], "pass")
        self.assertEqual(self.of("tls-config.cipher-strength", endpoint)[0], "pass")
        self.assertEqual(self.of("tls-config.certificate-chain", endpoint)[:2], ("fail", "untrusted"))

    def test_a_key_that_everybody_may_read_fails_until_it_is_closed(self):
        check, path = "tls-config.private-key-access", "/etc/ssl/web.pem"
        self.assertEqual(self.of(check, path)[:2], ("fail", "exposed"))
        self.machine.check("chmod", "0600", path)
        status, output, errors = self.machine.run("soc2d", "probe", "--once", "tls-config", "--all", "--format", "json")
        again = [one for one in json.loads(output)["results"] if (one["check"], one["subject"]) == (check, path)]
        self.assertEqual([one["result"] for one in again], ["pass"], again)


if __name__ == "__main__":
    unittest.main(verbosity=2)
