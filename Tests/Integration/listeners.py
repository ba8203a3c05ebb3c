"""Every kind of listener on a booted Debian, attributed as `ss` and the service manager attribute it."""

import json
import os
import re
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
        machine.write("/usr/local/bin/server.py", SERVER)
        run = "/usr/bin/python3 /usr/local/bin/server.py"
        for unit, (address, port, children, _) in SERVICES.items():
            machine.write(f"/etc/systemd/system/{unit}.service", f"[Service]\nExecStart={run} {address} {port} {children}\n")
        machine.write("/etc/systemd/system/box.service", f"[Service]\nExecStart=/usr/sbin/ip netns exec box {run} 0.0.0.0 8007 0\n")
        machine.write("/etc/systemd/system/echo.socket", "[Socket]\nListenStream=8005\n")
        machine.write("/etc/systemd/system/echo.service", "[Service]\nExecStart=/usr/bin/cat\nStandardInput=socket\n")
        machine.boot()
        machine.check("ip", "link", "add", "dummy0", "type", "dummy")
        machine.check("ip", "address", "add", "192.0.2.10/24", "dev", "dummy0")
        machine.check("ip", "link", "set", "dummy0", "up")
        machine.check("ip", "netns", "add", "box")
        machine.check("systemctl", "start", "echo.socket", "box.service", *(f"{unit}.service" for unit in SERVICES))
        machine.write(
            "/etc/soc2d/controls.d/open-ports.control.d/test.conf",
            "[Settings]\nIncludeLoopback=yes\nAllowListener=tcp/8000-8999 unit=*.service\nAllowListener=tcp/22\n",
        )
        cls.wait()
        status, output, errors = machine.run("soc2d", "probe", "--once", "open-ports", "--all", "--format", "json")
        assert status in (0, 1, 2), errors
        cls.results = [
            one for one in json.loads(output)["results"] if one["check"] == "open-ports.unexpected-listener"
        ]
        cls.shown = machine.check("ss", "-H", "-ltnp")

    @classmethod
    def wait(cls):
        ports = [str(port) for _, port, _, _ in SERVICES.values()] + ["8005"]
        for _ in range(100):
            shown = cls.machine.check("ss", "-H", "-ltn")
            inside = cls.machine.run("ip", "netns", "exec", "box", "ss", "-H", "-ltn")[1]
            if all(f":{port} " in shown for port in ports) and ":8007 " in inside:
                return
            time.sleep(0.1)
        raise RuntimeError(f"not every service listens: {shown}{inside}")

    @classmethod
    def tearDownClass(cls):
        cls.machine.stop()

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


if __name__ == "__main__":
    unittest.main(verbosity=2)
