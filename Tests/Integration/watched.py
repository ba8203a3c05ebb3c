"""What the tests of a running monitor have in common."""

import json
import time
import unittest

#: Which entry of the journal tells what: soc2d.catalog.
OPENED = "d226e7bdf3554a1f9cade3d01644d825"
CLOSED = "a755c8de5a6b40a98da71f058139f4b9"
WAIVED = "8d07462478ec45c28b23fad8eb9699de"
UNWAIVED = "5b8148a72c7c4c62a2a042963c84f212"
REFUSED = "902b1a78e861464ba5ee47efcce067b3"


class Watched(unittest.TestCase):
    """A booted `machine` with the monitor in it."""

    #: Whose log is shown when something does not come.
    units = ("soc2d",)

    def wait_until(self, condition, timeout, problem):
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            found = condition()
            if found:
                return found
            time.sleep(0.2)
        units = [word for unit in self.units for word in ("-u", unit)]
        log = self.machine.run("journalctl", *units, "-n", "40", "--no-pager")[1]
        self.fail(f"{problem} within {timeout} s\n{self.machine.run('soc2d', 'status')[1]}\n{log}")

    def add_root(self, name):
        """A second account with uid 0; gone at the end of the test."""
        self.machine.check("useradd", "-o", "-u", "0", name)
        self.addCleanup(self.remove, name)

    def remove(self, name):
        self.machine.run("sed", "-i", f"/^{name}:/d", "/etc/passwd", "/etc/shadow", "/etc/group", "/etc/gshadow")

    # MARK: What a test asks

    def show(self, name, unit="soc2d"):
        return self.machine.check("systemctl", "show", "-P", name, unit).strip()

    def soc2d(self, *arguments, expecting=(0,)):
        status, output, errors = self.machine.run("soc2d", *arguments)
        self.assertIn(status, expecting, output + errors)
        return output

    def asked(self, *arguments, expecting=(0, 1, 2)):
        return json.loads(self.soc2d(*arguments, "--format", "json", expecting=expecting))

    def entries(self, **fields):
        """The entries of the journal that the monitor itself wrote, with these fields."""
        matches = [f"{name}={value}" for name, value in fields.items()]
        output = self.machine.check("journalctl", "-t", "soc2d", "-o", "json", "--no-pager", "_SYSTEMD_UNIT=soc2d.service", *matches)
        return [json.loads(line) for line in output.splitlines()]

    def entry(self, timeout=40, **fields):
        """The first such entry, which may take some executions to come."""
        found = self.wait_until(lambda: self.entries(**fields), timeout, f"no entry with {fields}")
        return found[0]

    def wait_for_ready(self, but=None, timeout=40):
        """The process of a monitor that is ready, other than the given one."""
        def ready():
            process = self.show("MainPID")
            return process if self.show("ActiveState") == "active" and process not in ("0", but) else None
        return self.wait_until(ready, timeout, "the monitor is not ready")

    def leaves(self, kind):
        """What the leaves of a kind say, as far as the newest checkpoint covers them."""
        return [leaf["what"] for leaf in map(json.loads, self.raw_leaves()) if leaf["kind"] == kind]

    def raw_leaves(self, *arguments):
        self.machine.check("sh", "-c", f"soc2d evidence leaves {' '.join(arguments)} >/root/leaves")
        data = (self.machine.tree / "root/leaves").read_bytes()
        leaves = []
        while data:
            length = int.from_bytes(data[:2], "big")
            leaves.append(data[2 : 2 + length])
            data = data[2 + length :]
        return leaves

    def reload(self, expecting=0):
        status, output, errors = self.machine.run("systemctl", "reload", "soc2d")
        self.assertEqual(status != 0, expecting != 0, output + errors)
        self.assertEqual(self.show("ActiveState"), "active")
