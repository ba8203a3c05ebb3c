"""What sslscan finds at a port of loopback."""

import subprocess
import xml.etree.ElementTree as ElementTree

VERSIONS = {"SSLv3": "SSL 3", "TLSv1.0": "TLS 1.0", "TLSv1.1": "TLS 1.1", "TLSv1.2": "TLS 1.2", "TLSv1.3": "TLS 1.3"}
ONLY_SUITES = ["--no-heartbleed", "--no-compression", "--no-renegotiation", "--no-fallback", "--no-groups", "--no-check-certificate"]


def scan(port, name):
    """{(version, suite number)} of what a server accepts from a client that sends a name."""
    done = subprocess.run(
        ["sslscan", "--xml=-", "--no-colour", *ONLY_SUITES, f"--sni-name={name}", f"127.0.0.1:{port}"],
        capture_output=True, check=True, timeout=120,
    )
    tree = ElementTree.fromstring(done.stdout)
    return {
        (VERSIONS[one.get("sslversion")], int(one.get("id"), 16))
        for one in tree.iter("cipher") if one.get("status") in ("accepted", "preferred")
    }
