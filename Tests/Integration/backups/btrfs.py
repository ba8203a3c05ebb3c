"""Snapshots on a btrfs of its own, in an image on a loop device."""

import time
import unittest

from backups import Backups, run


class Btrfs(Backups):
    TOOL = ("btrfs", "mkfs.btrfs", "mount")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        image, cls.top = cls.directory / "image", cls.directory / "mnt"
        with open(image, "wb") as file:
            file.truncate(256 << 20)
        cls.top.mkdir()
        run("mkfs.btrfs", "-q", image)
        if run("mount", "-o", "loop", image, cls.top, check=False).returncode != 0:
            raise unittest.SkipTest("this kernel mounts no btrfs on a loop device")
        cls.addClassCleanup(run, "umount", cls.top)
        run("btrfs", "subvolume", "create", cls.top / "data")
        run("btrfs", "subvolume", "create", cls.top / "other")
        (cls.top / "data/file").write_text("x")
        for name in ("snapshots", "writable", "empty", "received", "mixed"):
            (cls.top / name).mkdir()
        cls.snapshot("data", "snapshots/a")
        cls.snapshot("data", "mixed/a")
        cls.snapshot("other", "mixed/b")
        run("btrfs", "subvolume", "snapshot", cls.top / "data", cls.top / "writable/a")
        (cls.top / "empty/directory").mkdir()
        run("sh", "-c", 'btrfs send "$1" | btrfs receive "$2"', "sh", cls.top / "snapshots/a", cls.top / "received")

    @classmethod
    def snapshot(cls, origin, target):
        run("btrfs", "subvolume", "snapshot", "-r", cls.top / origin, cls.top / target)

    def test_a_read_only_snapshot_is_fresh_and_never_away(self):
        self.declare("data", "btrfs", self.top / "snapshots/*", Path=self.top / "data", MinimumPoints="1", Retention="1h")
        self.look()
        self.says("data", age="pass", offsite_copy="fail")

    def test_a_snapshot_older_than_promised_is_stale(self):
        time.sleep(3)
        self.declare("data", "btrfs", self.top / "snapshots/*", MaximumAge="1s")
        self.look()
        self.says("data", age="fail stale")

    def test_a_writable_snapshot_is_no_restore_point(self):
        self.declare("data", "btrfs", self.top / "writable/*")
        self.look()
        self.says("data", age="fail missing")
        self.tells("data", "age", "can be written")

    def test_what_was_received_is_a_point(self):
        self.declare("data", "btrfs", self.top / "received/*")
        self.look()
        self.says("data", age="pass")

    def test_snapshots_of_another_subvolume_do_not_count(self):
        self.declare("data", "btrfs", self.top / "mixed/*", Path=self.top / "other", MinimumPoints="2", Retention="1h")
        self.look()
        self.says("data", age="pass", retention="fail below-minimum")

    def test_a_directory_is_no_snapshot(self):
        self.declare("data", "btrfs", self.top / "empty/*")
        self.look()
        self.says("data", age="fail missing")
