"""The README, done as it says in a booted Debian: its commands succeed in their order, and print what stands there."""

import re
import shutil
import subprocess
import sys
import unittest

from installed import ROOT, Installed
from receiver import SLACK, Receiver

#: Whose blocks are done, one after the other: files are written, commands run, and what stands behind them has to be printed.
SECTIONS = ("Install", "First alert in chat", "Read a deficiency", "Write a control")


def blocks(page):
    """Section, language and text of every fenced block."""
    section = ""
    for heading, language, text in re.findall(r"(?m)^## (.*)$|^```(\w+)\n((?:.*\n)*?)```$", page):
        if heading:
            section = heading
        else:
            yield section, language, text


def pattern(line):
    """A line of the page: its numbers, times, addresses and identifiers may be others, and how it is broken too."""
    words = [re.sub(r"[0-9a-f]{8,}|\\?\d[\d:TZ-]*", lambda _: r"[\w:.-]+", re.escape(word)) for word in line.split()]
    return r"\s+".join(words)


class Readme(Installed):
    @classmethod
    def setUpClass(cls):
        cls.machine = machine = cls.unpacked("bookworm", "readme")
        cls.addClassCleanup(machine.stop)
        cls.receiver = Receiver(machine)
        machine.boot()
        cls.receiver.open()

    def do(self, line):
        """What one command of the page prints; what it reads is the address of the webhook."""
        if line.startswith("make "):
            done = subprocess.run(["sh", "-ec", line], cwd=ROOT, capture_output=True, text=True)
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            shutil.copytree(ROOT / ".build/deb", self.machine.tree / "root/.build/deb", dirs_exist_ok=True)
            return done.stdout
        environment = "export DEBIAN_FRONTEND=noninteractive; cd /root; "
        status, output, errors = self.machine.run("sh", "-c", environment + line.replace("apt install", "apt-get install -qq -y"), stdin=SLACK)
        # `status` and `deficiencies` say with theirs that something is open.
        self.assertIn(status, (0, 1) if re.search("soc2d (status|deficiencies)", line) else (0,), f"{line}\n{output}{errors}")
        if "apt install" in line:
            # Whoever types is slower than the first look.
            self.wait_until(lambda: self.machine.run("soc2d", "status")[0] == 1, 30, "nothing is found")
        return output

    def write(self, path, text):
        self.machine.write(path, text)
        if path.endswith(".destination"):
            # The stand-in is on loopback.
            self.machine.write(f"{path}.d/here.conf", "[Destination]\nInternal=yes\n")

    def expect(self, printed, text):
        position = 0
        for line in text.splitlines():
            if line.strip() in ("", "…"):
                continue
            found = re.compile(pattern(line)).search(printed, position)
            self.assertTrue(found, f"not printed: {line}\n{printed}")
            position = found.end()

    def test_every_block_does_what_the_page_says(self):
        printed, done = "", 0
        for section, language, text in blocks((ROOT / "README.md").read_text()):
            if section not in SECTIONS:
                continue
            if language == "sh":
                printed = "".join(self.do(re.split(r"\s{2,}# ", line)[0]) for line in text.splitlines())
            elif language == "ini":
                self.write(text.splitlines()[0].removeprefix("# "), text)
            else:
                self.expect(printed, text)
            done += 1
        self.assertGreater(done, len(SECTIONS))
        self.assertTrue(self.receiver.requests(), "the chat hears nothing")
        self.assertEqual([request["problem"] for request in self.receiver.requests() if request["problem"]], [])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
