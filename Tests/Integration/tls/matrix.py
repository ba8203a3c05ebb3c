"""What tls-config says about servers of every kind, one row each, and whether sslscan sees the same."""

import json
import os
import subprocess
import tempfile
import time
import unittest
from dataclasses import dataclass, field
from pathlib import Path

import certificates as made
from courier import Courier, accepted
from scan import scan
from servers import DIALOGUES, HandMade, Nginx, OpenSSL, Scripted, after_starttls, alert, handshake, read_hello, record

BINARY = Path(os.environ["SOC2D_BINARY"]).resolve()
NAME = "www.example.test"
ANCIENT = "ALL:COMPLEMENTOFALL:@SECLEVEL=0"


@dataclass
class Row:
    """One server, and what each check says about it: a result, or result and reason."""

    name: str
    server: object
    expect: dict
    leaf: made.Issued = None
    endpoint: str = f"sni={NAME} name={NAME}"
    #: Whether sslscan can see all that there is.
    scanned: bool = False
    results: dict = field(default_factory=dict)


GOOD = {"protocol-version": "pass", "cipher-strength": "pass", "certificate-chain": "pass", "certificate-name": "pass",
        "certificate-expiry": "pass", "key-strength": "pass"}
UNKNOWN = dict.fromkeys(("protocol-version", "cipher-strength", "certificate-chain", "certificate-name"), "inconclusive")


class Bench:
    """Every server of the matrix, on ports of loopback."""

    def __init__(self, directory):
        self.directory = directory
        self.rows = []
        self.root = made.authority("Matrix Root")
        self.inter = made.authority("Matrix Intermediate", self.root)
        (directory / "root.pem").write_bytes(self.root.pem)
        self.leaf = made.issue(NAME, self.inter, key=made.rsa_key(), names=[NAME, "127.0.0.1"])
        self.files = made.write(directory, "good", self.leaf, self.inter)
        for build in (self.openssl, self.chains, self.names_and_keys, self.nginx, self.starttls, self.hand_made, self.hostile):
            build()

    def add(self, name, server, expect, **more):
        self.rows.append(Row(name, server, expect, **more))

    def stop(self):
        for row in self.rows:
            row.server.stop()

    def served(self, name, leaf, *chain, arguments=()):
        made.write(self.directory, name, leaf, *chain)
        path = self.directory
        return OpenSSL(*arguments, leaf=path / f"{name}.leaf", key=path / f"{name}.key", chain=path / f"{name}.chain" if chain else None)

    def fresh(self, *arguments):
        """A server of `openssl s_server` with a good RSA certificate of its own."""
        leaf = made.issue(NAME, self.inter, key=made.rsa_key(), names=[NAME])
        return leaf, self.served(f"fresh{len(self.rows)}", leaf, self.inter, arguments=arguments)

    # The versions and suites of OpenSSL

    def openssl(self):
        old = {"protocol-version": "fail below-minimum"}
        for name, arguments, expect in [
            ("TLS 1.2 and 1.3", ("-cipher", "ECDHE+AESGCM"), GOOD),
            ("TLS 1.3 only", ("-tls1_3",), GOOD),
            ("TLS 1.2 only", ("-tls1_2",), GOOD),
            ("TLS 1.0 only", ("-tls1", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"), GOOD | old),
            ("TLS 1.1 only", ("-tls1_1", "-cipher", "ECDHE-RSA-AES128-SHA:@SECLEVEL=0"), GOOD | old),
            ("everything that OpenSSL has", ("-cipher", ANCIENT, "-serverpref"),
             GOOD | old | {"cipher-strength": "fail weak-algorithm"}),
            ("no encryption", ("-tls1_2", "-cipher", "NULL-SHA256:AES128-SHA256:@SECLEVEL=0"),
             GOOD | {"cipher-strength": "fail weak-algorithm"}),
            ("anonymous", ("-tls1_2", "-cipher", "AECDH-AES128-SHA:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"),
             GOOD | {"cipher-strength": "fail weak-algorithm"}),
            ("a client certificate is demanded", ("-Verify", "1", "-verify_return_error"), GOOD),
            ("a client certificate is demanded in TLS 1.2", ("-tls1_2", "-Verify", "1", "-verify_return_error"), GOOD),
            ("TLS 1.3 after a HelloRetryRequest", ("-tls1_3", "-groups", "P-384"), GOOD),
        ]:
            leaf, server = self.fresh(*arguments)
            self.add(name, server, expect, leaf=leaf, scanned="Verify" not in " ".join(arguments))

    # Chains

    def chains(self):
        bad = GOOD | {"certificate-chain": "fail untrusted"}
        issue = lambda **more: made.issue(NAME, self.inter, names=[NAME], **more)
        for name, leaf, chain, expect in [
            ("ECDSA", issue(), [self.inter], GOOD),
            ("expired", issue(days=(-100, -2)), [self.inter],
             GOOD | {"certificate-expiry": "fail expired", "certificate-chain": "fail expired"}),
            ("not yet valid", issue(days=(2, 90)), [self.inter],
             GOOD | {"certificate-expiry": "fail not-yet-valid", "certificate-chain": "fail not-yet-valid"}),
            ("nearly expired", issue(days=(-85, 5)), [self.inter], GOOD | {"certificate-expiry": "fail below-minimum"}),
            ("six days of life, two of them left", issue(days=(-4, 2)), [self.inter], GOOD),
            ("intermediate is missing", issue(), [], bad),
            ("signed by itself", made.issue(NAME, names=[NAME]), [], bad),
        ]:
            self.add(name, self.served(f"chain{len(self.rows)}", leaf, *chain), expect, leaf=leaf, scanned=True)
        self.cross_signed()
        self.deep()

    def cross_signed(self):
        """An intermediate that an expired root signed too: one path is dead, the other is not."""
        dead = made.authority("Dead Root", days=(-4000, -10))
        (self.directory / "dead.pem").write_bytes(dead.pem)
        twin = made.authority("Matrix Intermediate", dead, key=self.inter.key)
        leaf = made.issue(NAME, self.inter, names=[NAME])
        self.add("cross-signed by an expired root", self.served("cross", leaf, twin, self.inter), GOOD, leaf=leaf)
        leaf = made.issue(NAME, self.inter, names=[NAME])
        other = made.authority("Stranger", self.root)
        self.add("chain out of order", self.served("order", leaf, other, self.root, self.inter), GOOD, leaf=leaf)

    def deep(self):
        above, chain = self.root, []
        for level in range(6):
            above = made.authority(f"Level {level}", above)
            chain.insert(0, above)
        leaf = made.issue(NAME, above, names=[NAME])
        self.add("seven certificates deep", self.served("seven", leaf, *chain), GOOD, leaf=leaf)
        for level in range(6, 20):
            above = made.authority(f"Level {level}", above)
            chain.insert(0, above)
        leaf = made.issue(NAME, above, names=[NAME])
        self.add("twenty certificates deep", self.served("twenty", leaf, *chain), GOOD, leaf=leaf)
        limited = made.authority("No further", self.root, depth=0)
        below = made.authority("Too far", limited)
        leaf = made.issue(NAME, below, names=[NAME])
        self.add("beyond the path length", self.served("pathlen", leaf, below, limited), GOOD | {"certificate-chain": "fail untrusted"}, leaf=leaf)

    def names_and_keys(self):
        issue = lambda names, **more: made.issue(NAME, self.inter, names=names, **more)
        for name, leaf, expect in [
            ("another name", issue(["mail.example.test"]), GOOD | {"certificate-name": "fail name-mismatch"}),
            ("a wildcard", issue(["*.example.test"]), GOOD),
            ("a wildcard one level up", issue(["*.test"]), GOOD | {"certificate-name": "fail name-mismatch"}),
            ("5,000 names", issue([f"host{i}.example.test" for i in range(4999)] + [NAME]), GOOD),
            ("RSA with 1024 bits", issue([NAME], key=made.rsa_key(1024)), GOOD | {"key-strength": "fail below-minimum"}),
        ]:
            server = self.served(f"name{len(self.rows)}", leaf, self.inter, arguments=("-tls1_2", "-cipher", "ECDHE+AES:@SECLEVEL=0"))
            self.add(name, server, GOOD | expect, leaf=leaf)
        old = made.issue(NAME, self.inter, names=[NAME], digest=made.hashes.SHA1)
        server = self.served("sha1", old, self.inter, arguments=("-tls1_2", "-cipher", "ECDHE+AES:@SECLEVEL=0"))
        self.add("signed with SHA-1", server, GOOD | {"key-strength": "fail weak-algorithm"}, leaf=old)

    # Real servers beside OpenSSL's own

    def nginx(self):
        certificate, key = self.files
        pair = f"ssl_certificate {certificate}; ssl_certificate_key {key};"
        server = Nginx(
            self.directory / "nginx",
            f"""server {{ listen 127.0.0.1:PORT0 ssl; server_name {NAME}; {pair} ssl_protocols TLSv1.2 TLSv1.3; }}
                server {{ listen 127.0.0.1:PORT1; return 200 "plain"; }}""",
        )
        self.add("nginx", server, GOOD, leaf=self.leaf, scanned=True)
        plain = type("Plain", (), {"port": server.ports[1], "stop": lambda self: None})()
        self.add("plain HTTP where TLS was declared", plain, {"protocol-version": "fail cleartext", "cipher-strength": "inconclusive"})
        primes = self.directory / "dh1024.pem"
        subprocess.run(["openssl", "dhparam", "-dsaparam", "-out", primes, "1024"], check=True, capture_output=True)
        server = Nginx(
            self.directory / "nginx-dh",
            f"""server {{ listen 127.0.0.1:PORT0 ssl; server_name {NAME}; {pair} ssl_protocols TLSv1.2; ssl_dhparam {primes};
                ssl_ciphers DHE-RSA-AES128-GCM-SHA256:@SECLEVEL=0; }}""",
        )
        self.add("nginx with a DH prime of 1024 bits", server, GOOD | {"cipher-strength": "fail weak-algorithm"}, leaf=self.leaf, scanned=True)
        server = Nginx(
            self.directory / "nginx-sni",
            f"""server {{ listen 127.0.0.1:PORT0 ssl default_server; ssl_reject_handshake on; }}
                server {{ listen 127.0.0.1:PORT0 ssl; server_name {NAME}; {pair} }}""",
        )
        self.add("nginx that wants a name", server, GOOD, leaf=self.leaf)

    def starttls(self):
        for protocol, dialogue in DIALOGUES.items():
            server = after_starttls(dialogue, *self.files)
            self.add(f"STARTTLS for {protocol}", server, GOOD, leaf=self.leaf, endpoint=f"sni={NAME} name={NAME} starttls={protocol}")
        refusing = Scripted(lambda connection, _: (connection.sendall(b"220 mail\r\n"), connection.recv(100), connection.sendall(b"250 mail\r\n"), connection.recv(1)))
        self.add("SMTP without STARTTLS", refusing, {"protocol-version": "fail cleartext", "cipher-strength": "inconclusive"},
                 endpoint=f"sni={NAME} starttls=smtp")

    # What OpenSSL no longer offers

    def hand_made(self):
        chain = [self.leaf.der, self.inter.der]
        old = GOOD | {"protocol-version": "fail below-minimum", "cipher-strength": "fail weak-algorithm"}
        for name, versions, more, expect in [
            ("SSL 3 only", {0x0300: [0x002F, 0x000A]}, {}, old),
            ("RC4 only", {0x0301: [0x0005, 0x0004], 0x0303: [0x0005]}, {}, old),
            ("export suites only", {0x0301: [0x0003, 0x0008]}, {"bits": 512}, old),
            ("export DH in SSL 3", {0x0300: [0x0014, 0x0011]}, {"bits": 512}, old),
            ("single DES", {0x0302: [0x0009, 0x0015]}, {}, old),
            ("a DH prime of 768 bits", {0x0303: [0x0033]}, {"bits": 768}, GOOD | {"cipher-strength": "fail weak-algorithm"}),
            ("messages in records of seven bytes", {0x0303: [0x009C]}, {"fragment": 7}, GOOD),
        ]:
            self.add(name, HandMade(versions, chain, **more), expect, leaf=self.leaf)
        self.add("closes every third connection of a name", HandMade({0x0303: [0x009C, 0x009D, 0x002F]}, chain, closes=3), GOOD, leaf=self.leaf)
        broken = HandMade({0x0303: [0x009C]}, [b"\x30\x82\x01\x00" + bytes(40)])
        self.add("a certificate that is no DER", broken, {"protocol-version": "pass", "certificate-chain": "inconclusive"})

    # Servers that mean ill

    def hostile(self):
        def drip(connection, _):
            for byte in b"\x16\x03\x03\x40\x00" + bytes(100):
                connection.sendall(bytes([byte]))
                time.sleep(1)

        def flood(connection, _):
            read_hello(connection)
            while True:
                connection.sendall(record(22, 0x0303, bytes(16000)))

        def half(connection, _):
            hello = read_hello(connection)
            connection.sendall(record(22, hello.version, handshake(2, bytes(70)))[:20])

        def tiring(connection, number):
            """Closes without a word from the twelfth connection on, as a rate limit does."""
            if number < 12:
                good._answer(connection, number)

        good = HandMade({0x0303: [0x009C, 0x009D, 0x002F, 0x0035, 0x003C, 0x003D]}, [self.leaf.der, self.inter.der])
        good.stop()
        for name, serve in [
            ("says nothing", lambda connection, _: connection.recv(1) and time.sleep(30)),
            ("one byte a second", drip),
            ("a gigabyte", flood),
            ("closes in the middle", half),
            ("malformed records", lambda connection, _: connection.sendall(b"\x16\x03\x03\xff\xff" + bytes(70000))),
            ("an alert for everything", lambda connection, number: (read_hello(connection), connection.sendall(alert(number % 256)))),
            ("closes at once", lambda connection, _: None),
            ("speaks first", lambda connection, _: (connection.sendall(b"SSH-2.0-Test\r\n"), connection.recv(1))),
            ("gives up after twelve connections", tiring),
        ]:
            expect = UNKNOWN
            if name == "speaks first":
                expect = {"protocol-version": "fail cleartext", "cipher-strength": "inconclusive"}
            self.add(name, Scripted(serve), expect)


class Matrix(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        directory = Path(cls.temporary.name)
        directory.chmod(0o755)
        cls.bench = Bench(directory)
        drop_in = directory / "etc/controls.d/tls-config.control.d/matrix.conf"
        drop_in.parent.mkdir(parents=True)
        lines = ["[Settings]", f"TrustAnchor={directory}/root.pem", "Deadline=10min"]
        lines += [f"Endpoint=127.0.0.1:{row.server.port} {row.endpoint}" for row in cls.bench.rows]
        drop_in.write_text("\n".join(lines) + "\n")
        done = subprocess.run(
            [BINARY, "probe", "--once", "tls-config", "--config", directory / "etc", "--format", "json", "--all"], capture_output=True, text=True
        )
        if done.returncode not in (0, 1, 2):
            raise RuntimeError(done.stderr)
        cls.look = json.loads(done.stdout)

    @classmethod
    def tearDownClass(cls):
        cls.bench.stop()
        cls.temporary.cleanup()

    def said(self, row, check):
        """What the probe said: of the endpoint with its name, or of the leaf."""
        if check in ("certificate-expiry", "key-strength"):
            wanted = lambda subject: row.leaf.fingerprint[:16] in subject
        else:
            wanted = lambda subject: subject.startswith(f"tcp/{row.server.port} ") and f"sni={NAME}" in subject
        return [one for one in self.look["results"] if one["check"] == f"tls-config.{check}" and wanted(one["subject"])]

    def test_every_server_gets_its_results(self):
        self.assertGreaterEqual(len(self.bench.rows), 25)
        for row in self.bench.rows:
            for check, expected in row.expect.items():
                with self.subTest(server=row.name, check=check):
                    results = self.said(row, check)
                    self.assertEqual(len(results), 1, [one["subject"] for one in results])
                    result, _, reason = expected.partition(" ")
                    self.assertEqual(results[0]["result"], result, results[0])
                    if reason:
                        self.assertEqual(results[0]["reason"], reason, results[0])

    def test_sslscan_sees_the_same_versions_and_suites(self):
        courier = Courier(BINARY.parent / "soc2d-courier")
        self.addCleanup(courier.close)
        for row in self.bench.rows:
            if row.scanned:
                with self.subTest(server=row.name):
                    self.assertEqual(accepted(courier.handshake(row.server.port, name=NAME)), scan(row.server.port, NAME))


if __name__ == "__main__":
    unittest.main(verbosity=2)
