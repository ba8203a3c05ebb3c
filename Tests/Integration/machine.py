"""A Debian with systemd as PID 1, booted in a namespace of its own: recipe in the project's systemd notes."""

import os
import shutil
import signal
import subprocess
import tarfile
import time
import zlib
from pathlib import Path

PACKAGES = (
    "systemd,systemd-sysv,dbus,libcurl4,libssl3,libstdc++6,openssh-server,sudo,python3,iproute2,procps,util-linux,passwd"
)

UNITS = Path(__file__).resolve().parent.parent.parent / "systemd"

#: What a unit file says of the life of the service, and not of its sandbox.
LIFE = ("Type=", "NotifyAccess=", "Exec", "Restart=", "RestartSec=", "WatchdogSec=", "Timeout", "OOMPolicy=", "LoadCredential")


def sandbox(unit):
    """The properties of a unit's sandbox, for `systemd-run`."""
    section, properties = "", []
    for line in (UNITS / unit).read_text().splitlines():
        section = line if line.startswith("[") else section
        if section == "[Service]" and "=" in line and not line.startswith(("#", *LIFE)):
            properties += ["-p", line]
    return properties


def archive(suite: str, cache: Path, more: str = "") -> Path:
    """The packed tree of a Debian suite, with more packages where somebody needs them; made once and kept."""
    packages = f"{PACKAGES},{more}" if more else PACKAGES
    packed = cache / f"{suite}-{zlib.crc32(packages.encode()):08x}.tar"
    if not packed.exists():
        cache.mkdir(parents=True, exist_ok=True)
        partial = packed.with_suffix(".partial.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=minbase", f"--include={packages}", suite, str(partial)], check=True
        )
        partial.rename(packed)
    return packed


class Machine:
    """One booted tree. `run` gives a command's status and output; nothing of it outlives `stop`."""

    def __init__(self, packed: Path, tree: Path, binary: Path):
        self.tree = tree
        if tree.exists():
            shutil.rmtree(tree)
        tree.mkdir(parents=True)
        with tarfile.open(packed) as tar:
            tar.extractall(tree, numeric_owner=True)
        shutil.copy(binary, tree / "usr/bin/soc2d")
        shutil.copy(binary.parent / "soc2d-courier", tree / "usr/bin/soc2d-courier")
        for program in ("soc2d", "soc2d-courier"):
            (tree / "usr/bin" / program).chmod(0o755)
        (tree / "etc/hostname").write_text("web-1\n")
        self.process = None
        self.is_installed = False

    def install(self):
        """Puts the units and what belongs to them where a package would; to be called before `boot`, which takes them up."""
        for source in UNITS.rglob("*"):
            if source.is_file():
                kind = source.parent.name if source.parent != UNITS else "systemd/system"
                kind = "systemd/catalog" if source.suffix == ".catalog" else kind
                self.write(f"/usr/lib/{kind}/{source.name}", source.read_text())
        self.is_installed = True

    def boot(self):
        script = (
            "mount --make-rprivate /; mount -t tmpfs tmpfs /run; "
            'exec systemd-nspawn --quiet --register=no --keep-unit -D "$1" -b --private-network --machine soc2d-test '
            '--system-call-filter="landlock_create_ruleset landlock_add_rule landlock_restrict_self" --console=pipe'
        )
        self.process = subprocess.Popen(
            ["unshare", "-m", "sh", "-c", script, "sh", str(self.tree)],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            status, output, _ = self.run("systemctl", "is-system-running")
            if output.strip() in ("running", "degraded"):
                if self.is_installed:
                    self.check("systemd-sysusers")
                    self.check("systemd-tmpfiles", "--create")
                    self.check("journalctl", "--update-catalog")
                return
            time.sleep(0.2)
        self.stop()
        raise RuntimeError("the tree did not boot within 60 s")

    def _init(self):
        """PID 1 of the machine, seen from here: the only child of nspawn."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return children[0] if children else None

    def run(self, *command, stdin=None, timeout=60):
        init = self._init()
        if init is None:
            return -1, "", "not booted"
        done = subprocess.run(
            ["nsenter", "-t", init, "-a", "--", *command], input=stdin, capture_output=True, text=True, timeout=timeout,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )
        return done.returncode, done.stdout, done.stderr

    def start(self, *command):
        """A command whose input and output stay open."""
        return subprocess.Popen(
            ["nsenter", "-t", self._init(), "-a", "--", *command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C.UTF-8"},
        )

    def check(self, *command):
        status, output, errors = self.run(*command)
        if status != 0:
            raise RuntimeError(f"{command}: status {status}: {output}{errors}")
        return output

    def write(self, path: str, text: str, mode=0o644):
        file = self.tree / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
        file.chmod(mode)

    def stop(self):
        if self.process is None:
            return
        self.run("systemctl", "poweroff")
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait(20)
        self.process = None
