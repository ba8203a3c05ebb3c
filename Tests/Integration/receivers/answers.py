"""What soc2d sends to every kind of receiver, held to what the vendors document, and what it makes of their answers."""

import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import vendors
from office import BINARY, HOST, Authority, Office, Proxy, Server, saying, standing_in
from vendors import VENDORS

EVENTS = ("opened", "changed", "closed", "flapping", "settled", "waived", "waiver-ended", "configuration-refused", "fork-refused", "store-failed",
          "undelivered", "test")
SIZES = ("full", "summary", "one-line")

#: Answers that look like a success: kind, settings, status, headers, body, what is made of it, and a word that has to be said.
LIES = [
    ("slack", "", "200 OK", "", b"no_text", "not-delivered", "no_text"),
    ("slack", "", "200 OK", "", b'{"ok":false,"error":"invalid_blocks"}', "not-delivered", "invalid_blocks"),
    ("slack", "", "200 OK", "", b"<html>Sign in to the network</html>", "not-delivered", "Sign in"),
    ("slack", "", "200 OK", "", b"", "not-delivered", "200"),
    ("discord", "", "200 OK", "", b"{}", "not-delivered", "200"),
    ("discord", "", "200 OK", "", b'{"id":null}', "not-delivered", "200"),
    ("discord", "", "204 No Content", "", b"", "not-delivered", "204"),
    ("teams", "", "202 Accepted", "", b"", "accepted", "does not say"),
    ("teams", "Confirm=response", "202 Accepted", "", b"", "accepted", "does not say"),
    ("teams", "", "200 OK", "", b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429", "not-delivered", "429"),
    ("teams", "", "200 OK", "", b"Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 413", "not-delivered", "too large"),
    ("telegram", "", "200 OK", "", b'{"ok":false,"error_code":500,"description":"Internal"}', "not-delivered", "Internal"),
    ("telegram", "", "200 OK", "", b'{"ok":true}', "not-delivered", "200"),
    ("matrix", "", "200 OK", "", b'{"ok":true}', "accepted", "does not say"),
    ("matrix", "Confirm=response", "200 OK", "", b'{"ok":false,"error":"not in the room"}', "not-delivered", "not in the room"),
    ("mattermost", "", "200 OK", "Content-Type: text/html\r\n", b"<!DOCTYPE html><title>Mattermost</title>", "not-delivered", "DOCTYPE"),
    ("google-chat", "", "200 OK", "", b"ok", "not-delivered", "200"),
    ("google-chat", "", "200 OK", "", b'{"name":"users/4711"}', "not-delivered", "users/4711"),
    ("pagerduty", "", "200 OK", "", b'{"status":"success"}', "not-delivered", "200"),
    ("alertmanager", "", "204 No Content", "", b"", "not-delivered", "204"),
    ("heartbeat", "", "302 Found", "Location: /login\r\n", b"", "blocked", "302"),
]

CREDENTIALS = {"pagerduty": "0123456789abcdef0123456789abcdef\n{}/v2/enqueue\n", "telegram": "1:token\n-100\n{}\n"}


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        temporary = tempfile.TemporaryDirectory()
        cls.addClassCleanup(temporary.cleanup)
        cls.directory = Path(temporary.name)
        cls.directory.chmod(0o755)
        (cls.directory / "authority").mkdir()
        cls.authority = Authority(cls.directory / "authority")

    def office(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        return Office(Path(temporary.name))

    def server(self, serve, *names):
        server = Server(serve, self.authority.context(*(names or (HOST,))))
        self.addCleanup(server.stop)
        return server

    def trust(self):
        return f"CAFile={self.authority.file}"

    def test_every_vendor_takes_what_is_sent_to_loopback(self):
        for Vendor in VENDORS:
            with self.subTest(Vendor.__name__):
                vendor, office = Vendor(), self.office()
                server = self.server(standing_in(vendor))
                office.add("ops", vendor.kind, vendor.credential(server.origin), "Internal=yes", self.trust(), vendor.settings)
                said = office.test("ops")
                self.assertEqual((said["outcome"], vendor.problems), (vendor.outcome, []), said)
                # PagerDuty's incident is closed again.
                self.assertEqual(len(vendor.taken), 2 if vendor.kind == "pagerduty" else 1)
                self.assertFalse(getattr(vendor, "open", None))

    def test_the_vendors_own_hosts_are_reached_by_a_proxy(self):
        for Vendor in VENDORS:
            if Vendor.host is None:
                continue
            with self.subTest(Vendor.__name__):
                vendor, office = Vendor(), self.office()
                server = self.server(standing_in(vendor), Vendor.host)
                proxy = Proxy(server.port)
                self.addCleanup(proxy.stop)
                credential = vendor.credential(f"https://{Vendor.host}")
                office.add("ops", vendor.kind, credential, "Internal=yes", f"Proxy={proxy.origin}", self.trust(), vendor.settings)
                said = office.test("ops")
                self.assertEqual((said["outcome"], vendor.problems), (vendor.outcome, []), said)
                self.assertEqual(set(proxy.asked), {f"{Vendor.host}:443"})

    def test_a_wrong_secret_is_told_as_such_and_not_shown(self):
        for Vendor in VENDORS:
            with self.subTest(Vendor.__name__):
                vendor, office = Vendor(), self.office()
                server = self.server(standing_in(vendor))
                wrong = vendor.wrong_credential(server.origin)
                self.assertNotEqual(wrong, vendor.credential(server.origin))
                office.add("ops", vendor.kind, wrong, "Internal=yes", self.trust(), vendor.settings)
                said = office.test("ops")
                self.assertEqual((said["outcome"], vendor.problems, vendor.taken), ("blocked", [], []), said)
                self.assertRegex(said["text"], r"status (400|401|403|404)\b.*into the credential ops$")

    def test_what_looks_like_a_success_and_is_none_is_not_called_delivered(self):
        for kind, settings, status, headers, body, outcome, word in LIES:
            with self.subTest(kind=kind, status=status, body=body):
                office = self.office()
                server = self.server(saying(status, headers, body))
                credential = CREDENTIALS.get(kind, "{}/services/4711\n").format(server.origin)
                office.add("ops", kind, credential, "Internal=yes", self.trust(), settings)
                said = office.test("ops")
                self.assertEqual(said["outcome"], outcome, said)
                self.assertIn(word, said["text"])

    def test_every_notice_in_every_size_is_what_the_vendors_take(self):
        office = self.office()
        for Vendor in VENDORS:
            vendor = Vendor()
            office.add(Vendor.__name__, vendor.kind, "", vendor.settings)
            for event in EVENTS:
                for size in SIZES:
                    with self.subTest(Vendor.__name__, event=event, size=size):
                        for shown in self.rendered(Vendor.__name__, event, size, office):
                            self.assertIn(shown["content_type"], vendor.content_types)
                            self.assertEqual(shown["operation"], "create")
                            vendor.check(self.filled(shown["body"], vendor).encode())

    def test_a_stand_in_notices_what_is_too_much(self):
        office = self.office()
        for Vendor in VENDORS:
            with self.subTest(Vendor.__name__):
                vendor = Vendor()
                office.add(Vendor.__name__, vendor.kind, "", vendor.settings)
                shown, = self.rendered(Vendor.__name__, "opened", "full", office)
                body = self.filled(shown["body"], vendor)
                for spoilt in (body[:-1], body + "}", body.replace("{", '{"unknown":1,', 1), body.replace("web-1", "web-1 " * 12_000)):
                    with self.assertRaises(vendors.Problem):
                        vendor.check(spoilt.encode())

    def rendered(self, name, event, size, office):
        done = subprocess.run(
            [BINARY, "notify", "render", name, "--event", event, "--size", size, "--config", office.config, "--format", "json"],
            capture_output=True, text=True, check=True)
        bodies = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertTrue(bodies)
        return bodies

    @staticmethod
    def filled(body, vendor):
        """With the secrets in the places of their names."""
        body = body.replace("(routing_key of the credential)", vendors.PagerDuty.key)
        return body.replace("(chat_id of the credential)", vendors.Telegram.chat)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v", *sys.argv[1:]])
