"""Dumps of PostgreSQL, SQLite and tar in directories, in the clear and encrypted, whole and half written."""

import subprocess
import time

from backups import Backups, age

#: A file that changed later than so many seconds before the look may still be being written, and nobody can set that time back.
SETTLING = 125


class Files(Backups):
    TOOL = ("gzip", "openssl", "tar")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.directory / "data").mkdir()
        (cls.directory / "data/plain").write_text("secret of the house\n" * 1000)
        for name in ("fresh", "stale", "empty", "shrunk", "linked"):
            (cls.directory / name).mkdir()
        for day in range(8):
            cls.dump("fresh", day, 7200 + day * 86400, "| gzip")
            cls.dump("stale", day, 10 * 86400 + day * 86400, "| openssl enc -aes-256-cbc -pbkdf2 -pass pass:x")
            cls.dump("shrunk", day, 7200 + day * 86400, "| head -c 40" if day == 0 else "")
        (cls.directory / "empty/db-0").touch()
        (cls.directory / "empty/db-1").mkdir()
        (cls.directory / "linked/db-0").symlink_to("../fresh/db-0")
        (cls.directory / "linked/db-latest").symlink_to("db-0")
        time.sleep(SETTLING)
        (cls.directory / "unfinished").mkdir()
        cls.dump("unfinished", 0, 0, "| head -c 40")

    @classmethod
    def dump(cls, name, day, seconds, rest):
        path = cls.directory / name / f"db-{day}"
        subprocess.run(f"tar -C '{cls.directory}/data' -cf - plain {rest} >'{path}'", shell=True, check=True)
        age(path, seconds)

    def test_dumps_of_a_week_are_fresh_and_in_the_clear(self):
        self.declare("web", "file", self.directory / "fresh/db-*", Retention="7d")
        self.look()
        self.says("web", age="pass", retention="pass", offsite_copy="fail", encryption="fail", integrity_check="fail record-missing",
                  restore_test="fail record-missing")
        self.tells("web", "encryption", "gzip")

    def test_a_dump_of_ten_days_ago_is_stale_but_encrypted(self):
        self.declare("web", "file", self.directory / "stale/db-*")
        self.look()
        self.says("web", age="fail stale", encryption="pass")
        self.tells("web", "encryption", "openssl")

    def test_an_empty_dump_and_a_directory_are_no_backup(self):
        self.declare("web", "file", self.directory / "empty/db-*")
        self.look()
        self.says("web", age="fail below-minimum")

    def test_a_dump_that_broke_off_is_smaller_than_the_one_before(self):
        self.declare("web", "file", self.directory / "shrunk/db-*")
        self.look()
        self.says("web", age="fail below-minimum")

    def test_links_to_one_dump_are_one_dump(self):
        self.declare("web", "file", self.directory / "linked/db-*", MinimumPoints="2", Retention="1d")
        self.look()
        self.says("web", age="pass", retention="fail below-minimum")

    def test_a_dump_that_is_being_written_is_none_yet(self):
        self.declare("web", "file", self.directory / "unfinished/db-*")
        self.look()
        self.says("web", age="fail missing")
        self.tells("web", "age", "being written")

    def test_a_directory_that_is_not_there_holds_no_dump(self):
        self.declare("web", "file", self.directory / "nowhere/db-*")
        self.look()
        self.says("web", age="fail missing")
