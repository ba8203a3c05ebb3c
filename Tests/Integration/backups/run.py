#!/usr/bin/env python3
"""Makes backups with every tool that is installed and lets soc2d look at them: `run.py BINARY [SCRIPT…]`, such as `run.py BINARY restic`.

Needs root for what belongs to other accounts. Scripts are the modules of this folder besides the shared one.
"""

import os
import sys
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
SHARED = {"backups", "run"}


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    os.environ["SOC2D_BINARY"] = str(Path(sys.argv[1]).resolve())
    sys.path.insert(0, str(HERE))
    sys.dont_write_bytecode = True
    names = sys.argv[2:] or sorted(path.stem for path in HERE.glob("*.py") if path.stem not in SHARED)
    suite = unittest.TestSuite(unittest.defaultTestLoader.loadTestsFromName(name) for name in names)
    done = unittest.TextTestRunner(verbosity=2).run(suite)
    sys.exit(0 if done.wasSuccessful() else 1)


main()
