"""A booted Debian and the packages of the programs under test: `installed.py` makes them, and the suites install them."""

import os
import shutil
import subprocess
from pathlib import Path

from machine import Machine, archive
from watched import Watched

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
ROOT = Path(__file__).resolve().parent.parent.parent
PACKAGES = WORK / "package-build"

#: The version under test, and one before it, which is the same but for its number: nothing was ever released.
NEW, OLD = "0.1.0", "0.0.9"

ARCHITECTURE = subprocess.run(["dpkg", "--print-architecture"], check=True, capture_output=True, text=True).stdout.strip()


def package(version):
    return PACKAGES / f"soc2d_{version}_{ARCHITECTURE}.deb"


def make_packages():
    older = WORK / "package-older"
    subprocess.run([str(ROOT / "packaging/build"), str(BINARY.parent), str(PACKAGES), NEW], check=True, stdout=subprocess.DEVNULL)
    shutil.rmtree(older, ignore_errors=True)
    subprocess.run(["dpkg-deb", "--raw-extract", str(package(NEW)), str(older)], check=True)
    control = older / "DEBIAN/control"
    control.write_text(control.read_text().replace(f"Version: {NEW}\n", f"Version: {OLD}\n"))
    subprocess.run(["dpkg-deb", "-Zgzip", "-z1", "--build", str(older), str(package(OLD))], check=True, stdout=subprocess.DEVNULL)


class Installed(Watched):
    """A `machine` with both packages in it, as a mirror would have them."""

    units = ("soc2d", "soc2d-courier")

    @classmethod
    def unpacked(cls, release, name):
        machine = Machine(archive(release, WORK), WORK / name, BINARY)
        for program in ("soc2d", "soc2d-courier"):
            (machine.tree / "usr/bin" / program).unlink()
        for version in (NEW, OLD):
            shutil.copy(package(version), machine.tree / f"root/soc2d_{version}.deb")
        (machine.tree / "var/log/journal").mkdir(exist_ok=True)
        return machine

    def apt(self, *words):
        """What apt says; nothing is asked of anybody, and no mirror can be reached."""
        command = ("env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "--allow-downgrades", *words)
        status, output, errors = self.machine.run(*command, timeout=120)
        self.assertEqual(status, 0, output + errors)
        return output + errors

    def install(self, version=NEW):
        return self.apt("install", "--no-install-recommends", f"/root/soc2d_{version}.deb")

    def is_running(self):
        return self.show("ActiveState") == "active" and self.show("MainPID")


if __name__ == "__main__":
    make_packages()
