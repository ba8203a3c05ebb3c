#!/usr/bin/python3
"""What is in the package, as SPDX 2.3 in JSON, from facts of the build alone: `sbom.py BINARIES Package.resolved VERSION`.

Packages that are linked into the programs are contained; libraries of the distribution that they load are depended on, in the version
that they were linked with. The same build gives the same bytes.
"""

import hashlib
import json
import os
import re
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

PROGRAMS = ("soc2d", "soc2d-courier")
#: What Package.swift names; an SBOM of something else would be made up.
LICENSES = {
    "swift-argument-parser": "Apache-2.0 WITH Swift-exception",
    "swift-log": "Apache-2.0",
    "swift-system": "Apache-2.0 WITH Swift-exception",
}


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def package(name, version, location, license, purl):
    identity = "SPDXRef-Package-" + re.sub(r"[^A-Za-z0-9.]", "-", name)
    references = [{"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}] if purl else []
    return {
        "SPDXID": identity, "copyrightText": "NOASSERTION", "downloadLocation": location, "externalRefs": references,
        "filesAnalyzed": False, "licenseConcluded": "NOASSERTION", "licenseDeclared": license, "name": name, "versionInfo": version,
    }


def linked(resolved):
    """The Swift packages of Package.resolved, and the standard library of the compiler."""
    for pin in sorted(json.loads(resolved.read_text())["pins"], key=lambda pin: pin["identity"]):
        version, location, name = pin["state"]["version"], pin["location"], pin["identity"]
        yield package(
            name, version, f"git+{location}@{pin['state']['revision']}", LICENSES[name],
            f"pkg:swift/{location.removeprefix('https://').removesuffix('.git')}@{version}")
    compiler = output(os.environ.get("SWIFT", "swift"), "--version")
    version = re.search(r"Swift version (\S+)", compiler).group(1)
    yield package(
        "swift-stdlib", version, f"git+https://github.com/swiftlang/swift@swift-{version}-RELEASE", "Apache-2.0 WITH Swift-exception",
        f"pkg:swift/github.com/swiftlang/swift@{version}")


def loaded(binaries):
    """The packages of Debian whose libraries the programs name."""
    names = set()
    for program in PROGRAMS:
        headers = output("readelf", "-dW", str(binaries / program))
        paths = dict(re.findall(r"(\S+) => (\S+)", output("ldd", str(binaries / program))))
        for library in re.findall(r"\(NEEDED\)\s+Shared library: \[(.*)\]", headers):
            # The loader itself is libc's, and stands in no other line.
            path = paths.get(library)
            if path:
                names.add(owner(path))
    release = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    distribution = release["ID"].strip('"')
    for name in sorted(names):
        version, architecture = output("dpkg-query", "-W", "-f", "${Version} ${Architecture}", name).split()
        plain = name.split(":")[0]
        yield package(plain, version, "NOASSERTION", "NOASSERTION", f"pkg:deb/{distribution}/{plain}@{quote(version)}?arch={architecture}")


def owner(path):
    """Debian keeps files below /usr under either name: /lib is a link."""
    for candidate in (path, os.path.realpath(path), path.removeprefix("/usr"), "/usr" + path, os.path.realpath(path).removeprefix("/usr")):
        found = subprocess.run(["dpkg-query", "-S", candidate], capture_output=True, text=True)
        if found.returncode == 0:
            return found.stdout.split(": ")[0]
    raise SystemExit(f"sbom: no package of this host has {path}")


def document(binaries, resolved, version):
    ours = package("soc2d", version, "NOASSERTION", "NOASSERTION", f"pkg:generic/soc2d@{quote(version)}")
    contents, libraries = list(linked(resolved)), list(loaded(binaries))
    relations = [("SPDXRef-DOCUMENT", "DESCRIBES", ours)]
    relations += [(ours["SPDXID"], "CONTAINS", part) for part in contents]
    relations += [(ours["SPDXID"], "DEPENDS_ON", part) for part in libraries]
    packages = [ours, *contents, *libraries]
    digest = hashlib.sha256(json.dumps(packages, sort_keys=True).encode()).hexdigest()
    created = datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), timezone.utc)
    return {
        "SPDXID": "SPDXRef-DOCUMENT", "spdxVersion": "SPDX-2.3", "dataLicense": "CC0-1.0", "name": f"soc2d-{version}",
        "documentNamespace": f"https://soc2d.invalid/spdx/soc2d-{version}-{digest[:32]}",
        "creationInfo": {"created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": ["Tool: soc2d-packaging-sbom"]},
        "packages": packages,
        "relationships": [
            {"spdxElementId": whose, "relationshipType": how, "relatedSpdxElement": part["SPDXID"]} for whose, how, part in relations
        ],
    }


if __name__ == "__main__":
    made = document(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
    print(json.dumps(made, indent=1, sort_keys=True))
