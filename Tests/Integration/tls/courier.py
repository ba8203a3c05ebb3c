"""Talks to soc2d-courier as soc2d does: JSON records over a SOCK_SEQPACKET connection on its descriptor 0."""

import base64
import json
import re
import socket
import subprocess
import time
from pathlib import Path


class Courier:
    def __init__(self, program, *arguments, **more):
        self.ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.ours.settimeout(60)
        self.process = subprocess.Popen(
            [str(program), *arguments], stdin=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
        theirs.close()

    def ask(self, question):
        """The final answer; `question` without its number."""
        question = dict(question, id=1)
        self.ours.send(json.dumps(question, sort_keys=True, separators=(",", ":")).encode())
        while True:
            packet = self.ours.recv(1 << 18)
            if not packet:
                raise RuntimeError("the courier ended without an answer")
            answer = json.loads(packet)
            if not answer["partial"]:
                return answer

    def handshake(self, port, address="127.0.0.1", name=None, starttls=None, deadline=20000):
        request = {
            "address": address, "anchors": [], "deadline": deadline, "pins": [], "port": port, "time": int(time.time()),
        }
        if name:
            request["server_name"] = name
        if starttls:
            request["starttls"] = starttls
        return self.ask({"handshake": request})["handshake"]

    def send(self, destination, body=b"{}"):
        order = {"attempt": 1, "body": base64.b64encode(body).decode(), "content_type": "application/json; charset=utf-8",
                 "destination": destination, "event_id": "evt_1", "operation": "create"}
        return self.ask({"send": order})["sent"]

    def peak(self):
        """The most memory that it ever had, in KiB: proc(5), VmHWM."""
        return int(re.search(r"VmHWM:\s+(\d+) kB", Path(f"/proc/{self.process.pid}/status").read_text())[1])

    def close(self):
        self.ours.close()
        self.process.wait(10)


def accepted(handshake):
    """{(version, suite number)} of a handshake's facts."""
    return {
        (version["version"], suite["number"])
        for version in handshake["versions"] if version["outcome"] == "accepted" for suite in version["suites"]
    }
