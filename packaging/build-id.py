#!/usr/bin/python3
"""Gives finished programs a build id of what they are: `build-id.py PROGRAM...`.

The linker's is a digest of the debug information too, and so of where it was built. Taking the note out would cost the program its
read-only relocations, so another is written in its place: the SHA-1 of the program with a build id of zeros.
"""

import hashlib
import re
import subprocess
import sys
from pathlib import Path

#: The header of the note with its name, "GNU": elf(5).
HEADER = 16

for name in sys.argv[1:]:
    program = Path(name)
    sections = subprocess.run(["readelf", "-SW", name], check=True, capture_output=True, text=True).stdout
    offset, size = (int(word, 16) for word in re.search(r"\.note\.gnu\.build-id +NOTE +\S+ +(\S+) +(\S+)", sections).groups())
    data = bytearray(program.read_bytes())
    start, length = offset + HEADER, size - HEADER
    data[start : start + length] = bytes(length)
    data[start : start + length] = hashlib.sha1(data).digest()[:length]
    program.write_bytes(data)
