"""Receivers that are broken, or mean ill, and the network between: what soc2d-courier gives away, what it costs, and what an operator reads."""

import gzip
import json
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from office import BINARY, HOST, Authority, Office, Server, hear, saying

from courier import Courier
from servers import OpenSSL, free_port

HERE = Path(__file__).resolve().parent
SECRET = "T0PSECRETTOKEN4711"
PATH = f"/services/{SECRET}"


def reset(connection):
    """Ends a connection as a firewall does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def chunks(connection):
    hear(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"4000\r\n" + bytes(0x4000) + b"\r\n")


def headers(connection):
    hear(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    for number in range(1_000_000):
        connection.sendall(b"X-RateLimit-%d: %d\r\n" % (number, number))


def interim(connection):
    hear(connection)
    while True:
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n")


class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        directory = Path(temporary.name)
        directory.chmod(0o755)
        cls.authority = Authority(directory)

    def office(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        return Office(Path(temporary.name))

    def server(self, *arguments, **more):
        server = Server(*arguments, **more)
        self.addCleanup(server.stop)
        return server

    def office_of(self, origin, kind="slack", *settings):
        office = self.office()
        office.add("ops", kind, f"{origin}{PATH}\n", "Internal=yes", f"CAFile={self.authority.file}", *settings)
        return office

    def said(self, origin, kind="slack"):
        """What is said of a receiver."""
        said = self.office_of(origin, kind).test("ops")
        self.assertNotIn(SECRET, json.dumps(said))
        return said

    def good(self, *names):
        return self.authority.context(*(names or (HOST,)))

    # MARK: The handshake

    def test_a_server_that_cannot_show_who_it_is_hears_no_request(self):
        heard = []
        serve = lambda connection: heard.append(hear(connection))
        for name, context, words in (
            ("expired", self.authority.context(HOST, days=(-90, -1)), "expired"),
            ("not yet valid", self.authority.context(HOST, days=(1, 90)), "not yet valid"),
            ("another name", self.authority.context("chat.example.test"), "does not match|no alternative certificate"),
            ("signed by itself", self.authority.context(HOST, issuer=False), "self.signed"),
        ):
            with self.subTest(name):
                server = self.server(serve, context)
                said = self.said(server.origin)
                self.assertEqual(said["outcome"], "not-delivered")
                self.assertRegex(said["text"], f"^TLS with {HOST}:{server.port}: .*({words}).*CAFile=$")
        self.assertEqual(b"".join(heard), b"")

    def test_older_versions_of_tls_and_no_tls_at_all_are_not_spoken(self):
        leaf, key = self.authority.directory / "old.pem", self.authority.directory / "old.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", leaf, "-subj", "/CN=old"],
                       check=True, capture_output=True)
        old = OpenSSL("-tls1_1", "-cipher", "ALL:@SECLEVEL=0", leaf=leaf, key=key)
        self.addCleanup(old.stop)
        heard = []
        plain = self.server(lambda connection: (heard.append(connection.recv(65536)), connection.sendall(b"HTTP/1.1 200 OK\r\n\r\nok")))
        for port in (old.port, plain.port):
            with self.subTest(port=port):
                said = self.said(f"https://{HOST}:{port}")
                self.assertEqual(said["outcome"], "not-delivered")
                self.assertRegex(said["text"], f"^TLS with {HOST}:{port}: .*; the server has to speak TLS 1.2 or 1.3$")
        self.assertTrue(heard and b"POST" not in heard[0])

    # MARK: The connection

    def test_who_does_not_listen_or_hangs_up_is_named_with_the_port(self):
        port = free_port()
        self.assertRegex(self.said(f"https://{HOST}:{port}")["text"], f"^no connection to {HOST}:{port}: ")
        half = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok"
        for name, serve in (
            ("without a word", reset), ("after the request", lambda connection: (hear(connection), reset(connection))),
            ("in the middle", lambda connection: (hear(connection), connection.sendall(half), reset(connection))),
            ("no HTTP", lambda connection: (hear(connection), connection.sendall(b"220 mail ESMTP\r\n"))),
        ):
            for context in (None, self.good()):
                with self.subTest(name, tls=context is not None):
                    server = self.server(serve, context)
                    said = self.said(server.origin)
                    self.assertEqual(said["outcome"], "not-delivered", said)
                    self.assertRegex(said["text"], f"{HOST}:{server.port}")

    def test_a_proxy_that_leads_nowhere_is_named(self):
        server = self.server(saying("200 OK", "", b"ok"), self.good())
        refusing = self.server(saying("403 Forbidden"))
        silent = f"http://{HOST}:{free_port()}"
        for proxy, words in ((refusing.origin, "403"), (silent, "nobody listens there"), ("http://nowhere.invalid:3128", "is not known")):
            with self.subTest(proxy):
                said = self.office_of(server.origin, "slack", f"Proxy={proxy}").test("ops")
                self.assertEqual(said["outcome"], "not-delivered")
                self.assertRegex(said["text"], f"proxy {proxy}.*{words}")
                self.assertNotIn(SECRET, said["text"])
        self.assertEqual(server.connections, 0)

    def test_who_is_silent_or_slow_is_left_in_time(self):
        silent = socket.create_server((HOST, 0), backlog=0)
        self.addCleanup(silent.close)
        # What fills its queue: further ones get no answer at all.
        filling = [socket.socket() for _ in range(4)]
        for one in filling:
            self.addCleanup(one.close)
            one.setblocking(False)
            one.connect_ex(silent.getsockname())

        def slow(connection):
            hear(connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while True:
                connection.sendall(b"o")
                time.sleep(1)

        slow = self.server(slow, self.good())
        begun = time.monotonic()
        runs = [self.office_of(f"https://{HOST}:{port}").start("ops") for port in (silent.getsockname()[1], slow.port)]
        ends = []
        for run, least, words in zip(runs, (5, 20), ("^no connection to .* in time: nothing was sent$", "took longer than 20 s")):
            said = json.loads(run.communicate(timeout=60)[0])
            ends.append(time.monotonic() - begun)
            self.assertEqual(said["outcome"], "not-delivered")
            self.assertRegex(said["text"], words)
            self.assertAlmostEqual(ends[-1], least, delta=1)

    def test_who_is_slow_keeps_nobody_else_waiting(self):
        heard = {"slow": [], "quick": []}

        def note(name, connection):
            text = hear(connection).decode("utf-8", "replace")
            heard[name].append((time.monotonic(), text))

        def slow(connection):
            note("slow", connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while True:
                connection.sendall(b"o")
                time.sleep(1)

        def quick(connection):
            note("quick", connection)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

        def wait(name, words, seconds=60):
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                if times := [at for at, text in heard[name] if words in text]:
                    return times[0]
                time.sleep(0.01)
            self.fail(f"{name} heard nothing of {words}")

        office = self.office()
        for name, serve in (("slow", slow), ("quick", quick)):
            office.add(name, "slack", f"{self.server(serve, self.good()).origin}{PATH}\n", "Internal=yes", f"CAFile={self.authority.file}")
        state = office.config.parent / "state"
        monitor = subprocess.Popen([BINARY, "run", "--state", state, "--config", office.config], env=office.environment(),
                                   stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.addCleanup(monitor.wait)
        self.addCleanup(monitor.kill)
        # Both are tested when they are new, and hear of everything about soc2d.
        begun = wait("slow", "test")
        self.assertLess(abs(wait("quick", "test") - begun), 3)
        (office.config / "controls.d").mkdir()
        (office.config / "controls.d" / "x.control").write_text("[Control\n")
        asked = time.monotonic()
        subprocess.run([BINARY, "reload", "--state", state], env=office.environment(), capture_output=True, timeout=60)
        told = wait("quick", "configuration refused")
        self.assertLess(told - asked, 5)
        self.assertLess(told - begun, 20, "the slow one was not under way any more")
        self.assertEqual(len(heard["slow"]), 1)

    # MARK: The answer

    def test_an_answer_without_end_costs_nothing(self):
        bomb = gzip.compress(bytes(50 << 20))
        rows = [("chunks", chunks, {"code": 200}), ("headers", headers, {"failure": "too-large"}), ("interim", interim, {"failure": "too-large"}),
                ("gzip", saying("200 OK", "Content-Encoding: gzip\r\n", bomb[:60_000]), {"code": 200}),
                ("huge", saying("200 OK", "", bytes(8 << 20)), {"code": 200})]
        office = self.office()
        for name, serve, _ in [("plain", saying("200 OK", "", b"x" * 65536), None), *rows]:
            office.add(name, "slack", f"{self.server(serve, self.good()).origin}{PATH}\n", "Internal=yes", f"CAFile={self.authority.file}")
        courier = Courier(BINARY.parent / "soc2d-courier", "--config", str(office.config), env=office.environment())
        self.addCleanup(courier.close)
        # The first request loads what all others use too.
        courier.send("plain")
        before = courier.peak()
        for name, _, expected in rows:
            with self.subTest(name):
                sent = courier.send(name)
                self.assertEqual({key: sent.get(key) for key in expected}, expected, str(sent)[:300])
                self.assertLessEqual(courier.peak() - before, 2048)

    def test_an_answer_that_is_no_text_or_no_json_is_an_answer(self):
        for kind in ("slack", "discord", "google-chat", "mattermost"):
            for body in (b"\xff\xfe\x00\x80", b"{" * 5000, b'{"id":', b'"\\ud800"', b"[1e999999999]"):
                with self.subTest(kind, body=body[:10]):
                    said = self.said(self.server(saying("200 OK", "", body), self.good()).origin, kind)
                    self.assertEqual(said["outcome"], "not-delivered", said)
                    self.assertIn("status 200", said["text"])
                    self.assertIn(f"{kind} says otherwise", said["text"])

    def test_when_to_come_again_is_read_in_every_form(self):
        for value, is_clamped in (("120", False), ("Sun, 06 Nov 1994 08:49:37 GMT", False), ("1.5", False), ("-5", False), ("garbage", False),
                                  ("999999", True), ("1e99", False), ("9" * 100, None)):
            with self.subTest(value):
                said = self.said(self.server(saying("429 Too Many Requests", f"Retry-After: {value}\r\n", b"slow down"), self.good()).origin)
                self.assertEqual(said["outcome"], "not-delivered")
                self.assertIn("status 429: slow down", said["text"])
                if is_clamped is not None:
                    self.assertEqual("left alone for longer than 6h" in said["text"], is_clamped, said)

    # MARK: Elsewhere

    def test_a_redirect_leads_nowhere(self):
        other = self.server(saying("200 OK", "", b"ok"))
        for place in ("file:///etc/hostname", f"ftp://{HOST}:{other.port}/", f"gopher://{HOST}:{other.port}/_x", f"http://{HOST}:{other.port}/",
                      "http://169.254.169.254/latest/meta-data/", f"http://[::ffff:{HOST}]:{other.port}/", f"//{HOST}:{other.port}/"):
            for status in ("301 Moved Permanently", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"):
                with self.subTest(place=place, status=status):
                    said = self.said(self.server(saying(status, f"Location: {place}\r\n"), self.good()).origin)
                    self.assertEqual(said["outcome"], "blocked", said)
                    self.assertIn("nothing is followed elsewhere", said["text"])
        self.assertEqual(other.connections, 0)

    def test_a_name_that_leads_inside_is_not_followed_unless_that_is_allowed(self):
        server = self.server(saying("200 OK", "", b"ok"), self.good("localhost"))
        for host in ("localhost", HOST, "[::ffff:127.0.0.1]", "2130706433", "0.0.0.0"):
            with self.subTest(host):
                office = self.office()
                office.add("ops", "slack", f"https://{host}:{server.port}{PATH}\n", f"CAFile={self.authority.file}")
                said = office.test("ops")
                self.assertEqual(said["outcome"], "blocked")
                self.assertRegex(said["text"], r"not connected with.*say Internal=yes in .*ops\.destination$")
        self.assertEqual(server.connections, 0)
        self.assertEqual(self.said(f"https://localhost:{server.port}")["outcome"], "delivered")

    def test_http_is_for_loopback_alone_and_the_way_out_is_https(self):
        said = self.said("http://192.0.2.1")
        self.assertEqual(said["outcome"], "blocked")
        self.assertRegex(said["text"], "^192.0.2.1 is not this host, and http:// is for loopback alone: say https://")
        self.assertNotIn("Internal=yes", said["text"])

    @unittest.skipUnless(os.geteuid() == 0, "a network of its own needs root")
    def test_a_name_that_changes_its_address_is_looked_at_each_time(self):
        script = "ip link set lo up; ip address add 203.0.113.7/32 dev lo; exec \"$@\""
        with tempfile.TemporaryDirectory() as directory:
            for name, text in (("resolv.conf", "nameserver 127.0.0.53\n"), ("hosts", "127.0.0.1 inside.example.test\n"),
                               ("nsswitch.conf", "hosts: files dns\n")):
                (Path(directory) / name).write_text(text)
                script = f"mount --bind {directory}/{name} $(realpath /etc/{name}); {script}"
            done = subprocess.run(
                ["unshare", "-m", "-n", "sh", "-ec", script, "sh", sys.executable, "-W", "ignore", HERE / "rebinding.py"],
                capture_output=True, text=True, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        heard = json.loads(done.stdout)
        self.assertEqual(heard["outside"]["outcome"], "delivered")
        self.assertEqual((heard["rebound"]["outcome"], heard["hosts"]["outcome"]), ("blocked", "blocked"))
        for one in ("rebound", "hosts"):
            self.assertIn("Internal=yes", heard[one]["text"])
        self.assertEqual(heard["both"]["outcome"], "delivered", heard)
        self.assertEqual((heard["unknown"]["outcome"], heard["unknown"]["text"]),
                         ("not-delivered", "the name unknown.example.test is not known"))
        self.assertEqual(heard["connections inside"], 0)

    # MARK: Secrets

    def test_what_a_receiver_repeats_of_a_secret_is_seen_nowhere(self):
        def echo(connection):
            heard = hear(connection)
            connection.sendall(b"HTTP/1.1 403 Forbidden\r\nRetry-After: " + SECRET.encode() + b"\r\nContent-Length: %d\r\n\r\n" % len(heard) + heard)

        server = self.server(echo, self.good())
        key = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"
        for kind, credential in (
            ("slack", "{}" + PATH), ("teams", "{}/workflows/1?sig=" + SECRET), ("alertmanager", "{}\nbearer " + SECRET),
            ("webhook", "{}" + PATH + "\nwhsec_" + key), ("telegram", "1:" + SECRET + "\n-100\n{}"), ("pagerduty", SECRET * 2 + "\n{}/v2/enqueue"),
            ("heartbeat", "{}/ping/" + SECRET), ("discord", "{}/api/webhooks/1/" + SECRET),
        ):
            for form in ("json", "text"):
                with self.subTest(kind, form=form):
                    office = self.office()
                    office.add("ops", kind, credential.format(server.origin) + "\n", "Internal=yes", f"CAFile={self.authority.file}")
                    output, errors = office.start("ops", form).communicate(timeout=60)
                    self.assertIn(b"blocked", output + errors)
                    for secret in (SECRET, key):
                        self.assertNotIn(secret.encode(), output + errors)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
