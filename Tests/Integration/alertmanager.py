"""Deficiencies as Prometheus Alertmanager knows them: Debian's own, two peers that know nothing of each other, in a booted Debian, and
behind each the webhook that it tells."""

import json
import os
import subprocess
import sys
import tarfile
import unittest
from datetime import datetime
from pathlib import Path

from machine import Machine, archive
from watched import Watched

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
WORK = Path(os.environ["SOC2D_WORK"]).resolve()
PROGRAM = "usr/bin/prometheus-alertmanager"

#: Where each peer listens, and where the webhook behind all of them does.
PEERS = {"am-1": 9093, "am-2": 9193}
WEBHOOK = 8098

#: Groups as its users have them, but tells at once.
SETTINGS = """
route: {receiver: people, group_by: [control], group_wait: 1s, group_interval: 1s, repeat_interval: 1h}
receivers: [{name: people, webhook_configs: [{url: "http://127.0.0.1:%d/%s", send_resolved: true}]}]
"""

#: Keeps what Alertmanager tells.
RECEIVER = r"""
import http.server, json

class Receiver(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        with open("/srv/told", "a") as file:
            file.write(json.dumps({"peer": self.path[1:], "message": message}) + "\n")
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", %d), Receiver).serve_forever()
""" % WEBHOOK

#: One request to a peer: the status, and what it says.
CLIENT = """
import sys, urllib.error, urllib.request
port, body = sys.argv[1], sys.stdin.buffer.read()
request = urllib.request.Request(
    f"http://127.0.0.1:{port}/api/v2/alerts", data=body or None, headers={"Content-Type": "application/json"})
try:
    with urllib.request.urlopen(request, timeout=5) as answer: print(answer.status, answer.read().decode())
except urllib.error.HTTPError as error: print(error.code, error.read().decode())
except OSError as error: print(0, error)
"""


def install_alertmanager(tree):
    """Puts Alertmanager of the same Debian into a tree, without its service and what else would start with that."""
    packed = WORK / "alertmanager.tar"
    if not packed.exists():
        partial = packed.with_suffix(".partial.tar")
        subprocess.run(
            ["mmdebstrap", "--quiet", "--variant=extract", "--include=prometheus-alertmanager", "bookworm", str(partial)], check=True)
        partial.rename(packed)
    with tarfile.open(packed) as tar:
        places = (f"./{PROGRAM}", "./usr/share/prometheus/alertmanager/")
        tar.extractall(tree, [member for member in tar if member.name.startswith(places)], numeric_owner=True)


class Alertmanager(Watched):
    units = ("soc2d", "soc2d-courier", "am-1", "am-2")

    @classmethod
    def setUpClass(cls):
        cls.machine = machine = Machine(archive("bookworm", WORK), WORK / "alertmanager", BINARY)
        cls.addClassCleanup(machine.stop)
        machine.install()
        install_alertmanager(machine.tree)
        # One control of its own for the check that the tests break, so that nothing else is told there.
        machine.write("/etc/soc2d/controls.d/uid.control", "\n".join([
            "[Control]", "Id=UID-01", "Description=Nobody but root is root", "Owner=platform", "Criterion=CC6.3", "[Test]",
            "Probe=account-drift", "Check=root-uid", "Every=2s", "Severity=high", ""]))
        (machine.tree / "etc/soc2d/controls.d/account-drift.control").symlink_to("/dev/null")
        for peer, port in PEERS.items():
            machine.write(f"/etc/soc2d/destinations.d/{peer}.destination", "[Destination]\nKind=alertmanager\nInternal=yes\nControl=UID-01\n")
            machine.write(f"/etc/soc2d/credentials/{peer}", f"http://127.0.0.1:{port}\n", 0o600)
            machine.write(f"/etc/{peer}.yml", SETTINGS % (WEBHOOK, peer))
        machine.write("/usr/local/bin/receiver.py", RECEIVER)
        machine.write("/srv/told", "")
        machine.boot()
        machine.check("systemd-run", "--quiet", "--unit=receiver", "python3", "/usr/local/bin/receiver.py")
        for peer in PEERS:
            cls.open_peer(peer)
        machine.check("systemctl", "enable", "--quiet", "soc2d.service", "soc2d-courier.socket")
        machine.check("systemctl", "start", "soc2d-courier.socket", "soc2d")

    @classmethod
    def open_peer(cls, peer):
        """One that has forgotten everything."""
        place = f"/var/lib/{peer}"
        cls.machine.check("rm", "-rf", place)
        cls.machine.check(
            "systemd-run", "--quiet", f"--unit={peer}", f"/{PROGRAM}", f"--config.file=/etc/{peer}.yml", f"--storage.path={place}",
            f"--web.listen-address=127.0.0.1:{PEERS[peer]}", "--cluster.listen-address=")

    def ask(self, peer, body=""):
        """What a peer answers to a request for its alerts, or to more of them."""
        status, text = self.machine.run("python3", "-c", CLIENT, str(PEERS[peer]), stdin=body)[1].strip().split(" ", 1)
        return int(status), text

    def alerts(self, peer, name):
        """The alerts of one account."""
        status, text = self.ask(peer)
        found = json.loads(text) if status == 200 else []
        return [alert for alert in found if alert["labels"].get("subject") == name]

    def wait_for_alert(self, peer, name, seconds=30):
        alert, = self.wait_until(lambda: self.alerts(peer, name), seconds, f"{peer} has no alert of {name}")
        return alert

    def told(self, peer):
        """What a peer told, oldest first."""
        lines = (self.machine.tree / "srv/told").read_text().splitlines()
        return [one["message"] for one in map(json.loads, lines) if one["peer"] == peer]

    def states(self, peer):
        """Of each message that a peer told, which account is firing and which is resolved."""
        return [{alert["labels"].get("subject"): alert["status"] for alert in message["alerts"]} for message in self.told(peer)]

    def test_1_every_peer_has_the_alert_with_all_that_is_known_and_tells_of_two_as_one_group(self):
        self.machine.check("useradd", "-o", "-u", "0", "toor")
        for peer in PEERS:
            alert = self.wait_for_alert(peer, "toor")
            labels, annotations = alert["labels"], alert["annotations"]
            self.assertRegex(labels.pop("key"), "^[0-9a-f]{64}$")
            self.assertRegex(labels.pop("host_id"), "^[0-9a-f]{32}$")
            self.assertEqual(labels, {
                "alertname": "Soc2dDeficiency", "instance": "web-1", "control": "UID-01", "check": "account-drift.root-uid",
                "subject": "toor", "severity": "high"})
            self.assertRegex(annotations["summary"], r"^Deficiency D-\d+ open: check account-drift\.\S*root-uid, subject toor")
            for words in ("required: ", "observed: ", r"decided by: /etc/passwd:\d+", "since: ", r"log soc2d/\S+ \d+ "):
                self.assertRegex(annotations["description"], words)
            self.assertRegex(annotations["event_id"], "^[0-9a-f]{32}$")
            self.assertEqual(alert["status"]["state"], "active")
        self.machine.check("useradd", "-o", "-u", "0", "wally")
        for peer in PEERS:
            both = {"toor": "firing", "wally": "firing"}
            self.wait_until(lambda: both in self.states(peer), 30, f"{peer} does not tell of both at once")
            self.assertEqual({message["commonLabels"]["control"] for message in self.told(peer)}, {"UID-01"})

    def test_2_what_is_open_is_told_every_minute_also_to_a_peer_that_forgot_it(self):
        end = lambda: datetime.fromisoformat(self.alerts("am-1", "toor")[0]["endsAt"].replace("Z", "+00:00"))
        before = end()
        self.machine.check("systemctl", "stop", "am-2")
        self.open_peer("am-2")
        after = self.wait_until(lambda: end() > before and end(), 75, "its end does not move")
        self.assertAlmostEqual((after - before).total_seconds(), 60, delta=10)
        for name in ("toor", "wally"):
            self.wait_for_alert("am-2", name)

    def test_3_what_is_mended_is_resolved_and_what_is_left_is_not(self):
        self.remove("toor")
        for peer in PEERS:
            self.wait_until(lambda: self.states(peer)[-1] == {"toor": "resolved", "wally": "firing"}, 40, f"{peer} does not resolve it")
        self.remove("wally")
        for peer in PEERS:
            self.wait_until(lambda: self.states(peer)[-1].get("wally") == "resolved", 40, f"{peer} does not resolve the last")
            self.assertEqual(self.told(peer)[-1]["status"], "resolved")
            self.assertEqual((self.alerts(peer, "toor"), self.alerts(peer, "wally")), ([], []))

    def test_4_of_a_batch_with_a_bad_alert_the_good_ones_are_taken(self):
        sample, = json.loads(self.machine.check("soc2d", "notify", "render", "--kind", "alertmanager"))
        good, bad = json.loads(json.dumps(sample)), json.loads(json.dumps(sample))
        good["labels"]["subject"], bad["labels"] = "good", {"alertname": ""}
        status, said = self.ask("am-1", json.dumps([bad, good]))
        self.assertEqual(status, 400, said)
        self.assertTrue(self.alerts("am-1", "good"))

    def test_5_a_test_is_an_alert_of_its_own(self):
        said = json.loads(self.machine.check("soc2d", "notify", "test", "am-2", "--format", "json"))
        self.assertEqual((said["outcome"], said["text"]), ("delivered", ""))
        alert, = self.alerts("am-2", said["event_id"])
        self.assertEqual((alert["labels"]["alertname"], alert["labels"]["kind"]), ("Soc2dNotice", "test"))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
