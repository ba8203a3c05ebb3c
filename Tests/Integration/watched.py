"""What the tests of a running monitor have in common."""

import time
import unittest


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
