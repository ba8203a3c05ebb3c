"""What becomes of names that change their address, in a network of its own: `broken.py` starts it there. Prints JSON."""

import json
import socket
import struct
import tempfile
import threading
from pathlib import Path

from office import Authority, Office, Server, saying

OUTSIDE, INSIDE = "203.0.113.7", "127.0.0.1"
NAMES = ("hooks.example.test", "both.example.test", "inside.example.test")


class NameServer:
    """Answers for a few names, with the addresses that they have at the time."""

    def __init__(self):
        self.addresses = {}
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.53", 53))
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self):
        while True:
            question, client = self.socket.recvfrom(512)
            name, place = [], 12
            while question[place]:
                name.append(question[place + 1 : place + 1 + question[place]].decode().lower())
                place += question[place] + 1
            kind, = struct.unpack_from("!H", question, place + 1)
            known = self.addresses.get(".".join(name))
            given = known if known and kind == 1 else []
            head = question[:2] + struct.pack("!HHHHH", 0x8180 if known else 0x8183, 1, len(given), 0, 0)
            records = b"".join(b"\xc0\x0c" + struct.pack("!HHIH", 1, 1, 0, 4) + socket.inet_aton(address) for address in given)
            self.socket.sendto(head + question[12 : place + 5] + records, client)


with tempfile.TemporaryDirectory() as directory:
    place = Path(directory)
    (place / "authority").mkdir()
    authority = Authority(place / "authority")
    context = authority.context(*NAMES)
    outside, inside = (Server(saying("200 OK", "", b"ok"), context, host, 443) for host in (OUTSIDE, INSIDE))
    names = NameServer()
    office = Office(place / "office")

    def told(name):
        host = name.split(".")[0]
        office.add(host, "slack", f"https://{name}/services/4711\n", f"CAFile={authority.file}")
        return office.test(host)

    heard = {}
    names.addresses = {NAMES[0]: [OUTSIDE], NAMES[1]: [INSIDE, OUTSIDE]}
    heard["outside"] = told(NAMES[0])
    names.addresses[NAMES[0]] = [INSIDE]
    heard["rebound"] = told(NAMES[0])
    heard["both"] = told(NAMES[1])
    heard["hosts"] = told(NAMES[2])
    heard["unknown"] = told("unknown.example.test")
    heard["connections inside"] = inside.connections
    for server in (outside, inside):
        server.stop()
    print(json.dumps(heard))
