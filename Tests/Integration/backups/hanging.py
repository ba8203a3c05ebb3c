"""A mount that hangs, as a dead NFS server leaves it: a FUSE file system that nobody serves."""

import ctypes
import os
import time
import unittest

from backups import Backups, write


@unittest.skipUnless(os.geteuid() == 0 and os.path.exists("/dev/fuse"), "mounting needs root and /dev/fuse")
class HangingMount(Backups):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.libc = ctypes.CDLL(None, use_errno=True)
        cls.dead = cls.directory / "dead"
        cls.dead.mkdir()
        cls.device = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={cls.device},rootmode=40000,user_id=0,group_id=0".encode()
        if cls.libc.mount(b"dead", os.fsencode(cls.dead), b"fuse", 0, options) != 0:
            raise unittest.SkipTest(f"fuse cannot be mounted: {os.strerror(ctypes.get_errno())}")
        cls.addClassCleanup(os.close, cls.device)
        cls.addClassCleanup(cls.libc.umount2, os.fsencode(cls.dead), 2)

    def test_a_set_behind_it_is_a_timeout_and_the_others_are_judged(self):
        finish = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        status = '{"format":"soc2d.backup.v1","set":"%s","result":"success","finish":"%s","exitCode":0}\n'
        write(self.directory / "alive.json", status % ("alive", finish))
        self.declare("alive", "status-file", self.directory / "alive.json")
        self.declare("dead", "file", self.dead / "*.dump")
        self.declare("deaf", "status-file", self.dead / "status.json")
        started = time.monotonic()
        self.look(settings="Deadline=8s")
        self.assertLess(time.monotonic() - started, 20)
        self.says("alive", age="pass")
        for name in ("dead", "deaf"):
            self.says(name, age="inconclusive timeout", retention="inconclusive timeout", restore_test="inconclusive timeout")
