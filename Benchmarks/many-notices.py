#!/usr/bin/env python3
"""So many deficiencies at once, and how they are told: many-notices.py SOC2D [COUNT]. Needs root, for namespaces of its own:
the first process in them sees what the monitor sees, or that would be hidden from it.

Accounts with uid 0 appear in a copy of /etc/passwd that nobody else sees: one at first, then COUNT. A chat and a webhook on loopback
take what comes, and so does a journald of the namespace's own.
"""

import base64
import collections
import ctypes
import http.server
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time

MS_BIND = 0x1000
LIBC = ctypes.CDLL(None, use_errno=True)
KEY = base64.b64encode(bytes(32)).decode()
CONTROL = """[Control]
Id=UID-01
Description=Nobody but root is root
Owner=platform
Criterion=CC6.3
[Test]
Probe=account-drift
Check=root-uid
Every=5s
Severity=high
"""


def own_namespaces():
    if os.getpid() != 1:
        os.execvp("unshare", ["unshare", "--mount", "--pid", "--fork", "--mount-proc", sys.executable, *sys.argv])


def own_passwd(copy):
    """From here on this process and its children have `copy` in the place of /etc/passwd, and an empty /run."""
    for arguments in [(os.fsencode(copy), b"/etc/passwd", None, MS_BIND, None), (b"tmpfs", b"/run", b"tmpfs", 0, None)]:
        if LIBC.mount(*arguments):
            raise OSError(ctypes.get_errno(), f"mounting {arguments[1].decode()}")


def own_journal():
    """Without /run/systemd/journal of a host, a journald of its own makes one there and keeps what it takes below /run/log."""
    for directory in ("/run/log/journal", "/run/systemd"):
        os.makedirs(directory)
    journal = subprocess.Popen(["/lib/systemd/systemd-journald"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wait(lambda: os.path.exists("/run/systemd/journal/socket"), 10, "journald is there")
    return journal


class Receiver(http.server.ThreadingHTTPServer):
    """Keeps when each kind of message came, and the event ids that the webhook was told."""

    daemon_threads = True

    def __init__(self):
        self.times, self.events, self.sizes = collections.defaultdict(list), set(), []
        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        now, kind = time.time(), self.path.strip("/")
        self.server.times[kind].append(now)
        self.server.sizes.append(len(body))
        if kind == "hook":
            self.server.events.add(json.loads(body)["data"]["event_id"])
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_):
        pass


def memory(pid):
    """Of a process in MB: the most it ever had, and what it has now, all and anonymous."""
    lines = dict(line.split(":", 1) for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines())
    return [int(lines[key].split()[0]) * 1024 / 1e6 for key in ("VmHWM", "VmRSS", "RssAnon")]


def child(pid, name):
    for other in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            text = other.read_text()
        except OSError:
            continue
        if text.rpartition(")")[2].split()[1] == str(pid) and f"({name}" in text:
            return int(other.parent.name)
    return None


def wait(condition, seconds, what):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"{what} within {seconds} s: no")
        time.sleep(0.02)


def ended(ledger):
    """When the execution ended that gave rise to the most notices of deficiencies."""
    with sqlite3.connect(f"file:{ledger}?mode=ro", uri=True) as database:
        (ended,) = database.execute(
            "SELECT ended FROM executions ORDER BY (SELECT count(*) FROM outbox WHERE outbox.leaf = executions.leaf AND CAST(outbox.record AS TEXT) LIKE '%root-uid%') DESC LIMIT 1").fetchone()
    return ended / 1e9


def main():
    own_namespaces()
    soc2d, count = pathlib.Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 10_000
    with tempfile.TemporaryDirectory() as temporary:
        directory = pathlib.Path(temporary)
        passwd = directory / "passwd"
        usual = pathlib.Path("/etc/passwd").read_text()
        passwd.write_text(usual)
        own_passwd(passwd)
        journal = own_journal()
        receiver = Receiver()
        (directory / "etc/controls.d").mkdir(parents=True)
        (directory / "etc/destinations.d").mkdir()
        (directory / "secrets").mkdir()
        (directory / "etc/controls.d/uid.control").write_text(CONTROL)
        for probe in ("account-drift", "backup-freshness", "open-ports", "password-policy", "tls-config"):
            (directory / f"etc/controls.d/{probe}.control").symlink_to("/dev/null")
        for name, kind, secret in [("chat", "slack", f"{receiver.address}/chat\n"), ("hook", "webhook", f"{receiver.address}/hook\nwhsec_{KEY}\n")]:
            (directory / f"etc/destinations.d/{name}.destination").write_text(f"[Destination]\nKind={kind}\nInternal=yes\nControl=UID-01\n")
            with open(os.open(directory / "secrets" / name, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
                file.write(secret)
        environment = dict(os.environ, CREDENTIALS_DIRECTORY=str(directory / "secrets"))
        monitor = subprocess.Popen(
            [soc2d, "run", "--config", directory / "etc", "--state", directory / "state"], env=environment,
            stdout=subprocess.DEVNULL, stderr=open(directory / "log", "w"))
        try:
            measure(monitor.pid, directory / "state/ledger", passwd, usual, receiver, count)
        finally:
            monitor.send_signal(signal.SIGTERM)
            monitor.wait(20)
            journal.terminate()
            sys.stderr.write("".join(open(directory / "log").readlines()[-20:]))


def measure(pid, ledger, passwd, usual, receiver, count):
    roots = lambda number: usual + "".join(f"another{place}:x:0:0::/nonexistent:/usr/sbin/nologin\n" for place in range(number))
    time.sleep(3)
    print("at rest:                monitor", " ".join(f"{figure:.1f}" for figure in memory(pid)), "MB (most, now, anonymous)")
    # The first tests of both are over.
    for record in (receiver.times, receiver.events):
        record.clear()
    passwd.write_text(roots(1))
    wait(lambda: receiver.times["chat"] and receiver.times["hook"], 60, "one deficiency is told")
    looked = ended(ledger)
    for kind in ("chat", "hook"):
        print(f"one deficiency:         {kind} {receiver.times[kind][0] - looked:.2f} s after the execution ended")
    receiver.times.clear()
    receiver.events.clear()
    passwd.write_text(roots(count + 1))
    wait(lambda: receiver.times["chat"] and receiver.times["hook"], 60, "the first of many is told")
    looked = ended(ledger)
    for kind in ("chat", "hook"):
        print(f"{count} at once:        {kind} first {receiver.times[kind][0] - looked:.2f} s after the execution ended")
    wait(lambda: len(receiver.events) >= count, 600, "everything is told")
    print(f"                        webhook: all {len(receiver.events)} after {max(receiver.times['hook']) - looked:.1f} s")
    outstanding = lambda: sqlite3.connect(f"file:{ledger}?mode=ro", uri=True).execute("SELECT count(*) FROM outbox_state WHERE destination <> 'journal'").fetchone()[0]
    print(f"                        chat: {len(receiver.times['chat'])} messages by then; largest body {max(receiver.sizes)} bytes")
    print("                        monitor", " ".join(f"{figure:.1f}" for figure in memory(pid)), "MB (most, now, anonymous)")
    courier = child(pid, "soc2d-courier")
    print("                        courier", " ".join(f"{figure:.1f}" for figure in memory(courier)) + " MB" if courier else "is not running")
    wait(lambda: outstanding() == 0, 1800, "the chat has been told everything")
    print(f"                        nothing waits {time.time() - looked:.0f} s after the execution; chat: {len(receiver.times['chat'])} messages")
    print("                        monitor", " ".join(f"{figure:.1f}" for figure in memory(pid)), "MB (most, now, anonymous)")


main()
