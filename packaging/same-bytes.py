#!/usr/bin/python3
"""Takes out of finished programs what tells where they were built: `same-bytes.py PROGRAM...`.

The digests of `.swift_modhash`, by which the compiler knows what it need not compile again, and the linker's build id go over paths of the
build. Taking sections out would cost the program its read-only relocations: the first become zeros, and the second becomes the SHA-1 of the
program with a build id of zeros.
"""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

#: The header of a note with its name, "GNU": elf(5).
HEADER = 16


def place(name, section):
    """Where a section of a program lies in its file: offset and size."""
    table = subprocess.run(["readelf", "-SW", name], check=True, capture_output=True, text=True).stdout
    return [int(word, 16) for word in re.search(re.escape(section) + r" +\w+ +\S+ +(\S+) +(\S+)", table).groups()]


for name in sys.argv[1:]:
    program = Path(name)
    data = bytearray(program.read_bytes())
    start, size = place(name, ".swift_modhash")
    data[start : start + size] = bytes(size)
    start, size = place(name, ".note.gnu.build-id")
    start, size = start + HEADER, size - HEADER
    data[start : start + size] = bytes(size)
    data[start : start + size] = hashlib.sha1(data).digest()[:size]
    program.write_bytes(data)
