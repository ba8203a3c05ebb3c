"""A log that the tests wrote, checked by verifiers that are not ours: OpenSSL, Go's checksum database, and PyPI's pymerkle."""

import base64
import hashlib
import os
import subprocess
import sys
import unittest
from pathlib import Path

FILES = Path(os.environ["SOC2D_LOG_FILES"]).resolve()
HERE = Path(__file__).resolve().parent
PACKAGES = FILES.parent / "pymerkle"


def run(*command, **options):
    return subprocess.run(command, capture_output=True, text=True, cwd=FILES, **options)


class OpenSSL(unittest.TestCase):
    # The commands of the README that goes with an exported proof.
    SCRIPT = """
        awk '/^$/{exit}{print}' checkpoint > text
        sed -n '5p' checkpoint | cut -d' ' -f3 | base64 -d | tail -c +5 > sig
        openssl pkeyutl -verify -pubin -inkey log.pem -rawin -in text -sigfile sig
    """

    def test_the_signature_of_the_log_key_belongs_to_the_checkpoint(self):
        result = run("sh", "-ec", self.SCRIPT)
        self.assertEqual(result.returncode, 0, result.stdout + result.stderr)

    def test_it_belongs_to_no_other_text(self):
        result = run("sh", "-ec", self.SCRIPT.replace("> text", "| sed s/1000/1001/ > text"))
        self.assertNotEqual(result.returncode, 0, result.stdout)

    def test_the_key_id_is_the_one_of_the_key(self):
        name, key_id, key = (FILES / "log.vkey").read_text().strip().split("+", 2)
        public = subprocess.run(
            ["openssl", "pkey", "-pubin", "-in", "log.pem", "-outform", "DER"], capture_output=True, cwd=FILES, check=True
        ).stdout[-32:]
        self.assertEqual(base64.b64decode(key), b"\x01" + public)
        self.assertEqual(hashlib.sha256(name.encode() + b"\n\x01" + public).hexdigest()[:8], key_id)


class GoChecksumDatabase(unittest.TestCase):
    def test_notes_inclusion_and_consistency_hold_and_changed_ones_do_not(self):
        if not Path("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog").is_dir():
            self.skipTest("golang-golang-x-mod-dev is not installed")
        environment = dict(os.environ, GO111MODULE="off", GOPATH="/usr/share/gocode", GOFLAGS="")
        environment.setdefault("GOCACHE", str(FILES.parent / "go-cache"))
        result = run("go", "run", str(HERE / "log" / "verify.go"), str(FILES), env=environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertGreater(int(result.stdout.split()[0]), 1000, result.stdout)


class Pymerkle(unittest.TestCase):
    def test_the_roots_are_the_same(self):
        if not PACKAGES.is_dir():
            installed = run(sys.executable, "-m", "pip", "install", "-q", "--target", str(PACKAGES), "pymerkle==7.0.0")
            if installed.returncode != 0:
                self.skipTest("pymerkle cannot be installed: " + installed.stderr.strip()[-200:])
        sys.path.insert(0, str(PACKAGES))
        from pymerkle import InmemoryTree

        tree = InmemoryTree(algorithm="sha256")
        roots = dict(line.split() for line in (FILES / "roots").read_text().splitlines())
        self.assertEqual(len(roots), 21)
        for size in range(1, 1001):
            tree.append_entry(f"leaf {size - 1}".encode())
            if str(size) in roots:
                self.assertEqual(base64.b64encode(tree.get_root()).decode(), roots[str(size)], size)


if __name__ == "__main__":
    unittest.main(verbosity=2)
