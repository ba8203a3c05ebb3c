"""A PostgreSQL that a real barman backs up over a local socket: done, old, waiting for WAL, failed and broken off."""

import re
import shutil
import subprocess
import time
from pathlib import Path

from backups import Backups, run

POSTGRESQL = Path("/usr/lib/postgresql/15/bin")
OWNER = "postgres"


class Barman(Backups):
    TOOL = ("barman", "runuser")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.top = cls.directory / "barman"
        cls.top.mkdir()
        shutil.chown(cls.top, OWNER)
        cls.home, cls.cluster = cls.top / "home", cls.top / "cluster"
        cls.own(POSTGRESQL / "initdb", "-D", cls.cluster, "-A", "trust")
        cls.own("mkdir", "-p", cls.home / "main/incoming")
        with open(cls.cluster / "postgresql.conf", "a") as conf:
            conf.write(f"listen_addresses=''\nunix_socket_directories='{cls.top}'\nfsync=off\narchive_mode=on\n"
                       f"archive_command='cp %p {cls.home}/main/incoming/%f'\n")
        cls.own(POSTGRESQL / "pg_ctl", "-D", cls.cluster, "-l", cls.top / "log", "-w", "start")
        cls.addClassCleanup(cls.own, POSTGRESQL / "pg_ctl", "-D", cls.cluster, "-m", "immediate", "stop")
        (cls.top / "barman.conf").write_text(
            f"[barman]\nbarman_user={OWNER}\nbarman_home={cls.home}\nlog_file={cls.top}/barman.log\n"
            f"configuration_files_directory={cls.top}/none\n[main]\ndescription=main\narchiver=on\nbackup_method=postgres\n"
            f"conninfo=host={cls.top} user={OWNER} dbname=postgres\nstreaming_conninfo=host={cls.top} user={OWNER} dbname=postgres\n"
            f"path_prefix={POSTGRESQL}\nimmediate_checkpoint=true\n")
        cls.own(POSTGRESQL / "psql", "-h", cls.top, "-c", "select pg_switch_wal()", "postgres")
        # The first WAL has to arrive before barman takes a backup: it is forced out until it has.
        for _ in range(60):
            cls.barman("switch-wal", "--force", "--archive", "--archive-timeout", "1", "main", check=False)
            cls.barman("cron", check=False)
            if cls.barman("check", "main", check=False).returncode == 0:
                break
        cls.backup()

    @classmethod
    def own(cls, *command, check=True):
        return run(*command, user=OWNER, cwd=cls.top, check=check)

    @classmethod
    def barman(cls, *words, check=True):
        return cls.own("barman", "-c", cls.top / "barman.conf", *words, check=check)

    @classmethod
    def backup(cls, check=True):
        """A base backup with the WAL that makes it whole."""
        done = cls.barman("backup", "--wait", "main", check=check)
        cls.barman("archive-wal", "main", check=False)
        return done

    def newest(self):
        return max((self.home / "main/base").glob("*/backup.info"))

    def changed(self, **values):
        """The newest backup.info with other values, until the end of the test."""
        path = self.newest()
        before = path.read_text()
        self.addCleanup(path.write_text, before)
        text = before
        for key, value in values.items():
            text = re.sub(f"(?m)^{key}=.*$", f"{key}={value}", text)
        self.assertNotEqual(text, before)
        path.write_text(text)

    def removed(self):
        """Takes the newest backup away at the end of the test."""
        self.addCleanup(lambda: shutil.rmtree(self.newest().parent))

    def seen(self, **expected):
        self.declare("main", "barman", self.home / "main", MinimumPoints="1", Retention="1h")
        self.look()
        self.says("main", **expected)

    def test_a_backup_that_is_done_is_fresh_and_in_the_clear(self):
        self.assertIn("status=DONE", self.newest().read_text())
        self.seen(age="pass", encryption="fail", offsite_copy="fail")
        self.tells("main", "age", "WAL")

    def test_a_backup_of_last_year_is_stale_whatever_wal_is_archived(self):
        self.changed(end_time="2025-01-01 01:00:00.5+02:00")
        self.seen(age="fail stale")

    def test_a_backup_without_its_wal_cannot_be_restored_yet(self):
        self.own(POSTGRESQL / "psql", "-h", self.top, "-c", "alter system set archive_command = '/bin/true'", "-c",
                 "select pg_reload_conf()", "postgres")
        self.addCleanup(self.own, POSTGRESQL / "psql", "-h", self.top, "-c", "alter system reset archive_command", "-c",
                        "select pg_reload_conf()", "postgres")
        before = self.newest()
        self.barman("backup", "main", check=False)
        self.assertNotEqual(self.newest(), before)
        self.assertIn("status=WAITING_FOR_WALS", self.newest().read_text())
        self.removed()
        self.seen(age="pass")
        self.tells("main", "age", "WAITING_FOR_WALS")

    def test_a_backup_that_failed_is_none(self):
        wrong = (self.top / "barman.conf").read_text()
        self.addCleanup((self.top / "barman.conf").write_text, wrong)
        fake = self.top / "bin"
        fake.mkdir(exist_ok=True)
        (fake / "pg_basebackup").write_text(f'#!/bin/sh\n[ "$1" = --version ] && exec {POSTGRESQL}/pg_basebackup --version\nexit 1\n')
        (fake / "pg_basebackup").chmod(0o755)
        (self.top / "barman.conf").write_text(wrong.replace(f"path_prefix={POSTGRESQL}", f"path_prefix={fake}"))
        before = self.newest()
        self.barman("backup", "main", check=False)
        self.assertNotEqual(self.newest(), before)
        self.assertIn("status=FAILED", self.newest().read_text())
        self.removed()
        self.seen(age="pass")
        self.tells("main", "age", "FAILED")

    def test_a_backup_that_was_killed_stays_started(self):
        before = self.newest()
        self.own(POSTGRESQL / "psql", "-h", self.top, "-c", "alter system set wal_sender_timeout = '60s'", "postgres")
        fake = self.top / "slow"
        fake.mkdir(exist_ok=True)
        (fake / "pg_basebackup").write_text(f'#!/bin/sh\n[ "$1" = --version ] && exec {POSTGRESQL}/pg_basebackup --version\nexec sleep 60\n')
        (fake / "pg_basebackup").chmod(0o755)
        text = (self.top / "barman.conf").read_text()
        self.addCleanup((self.top / "barman.conf").write_text, text)
        (self.top / "barman.conf").write_text(text.replace(f"path_prefix={POSTGRESQL}", f"path_prefix={fake}"))
        job = subprocess.Popen(
            ["runuser", "-u", OWNER, "--", "barman", "-c", str(self.top / "barman.conf"), "backup", "main"], cwd=self.top,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        deadline = time.monotonic() + 30
        while (self.newest() == before or "status=STARTED" not in self.newest().read_text()) and time.monotonic() < deadline:
            time.sleep(0.1)
        subprocess.run(["kill", "-9", "--", f"-{job.pid}"], check=True)
        job.wait(10)
        self.assertIn("status=STARTED", self.newest().read_text())
        self.removed()
        self.seen(age="pass")
        self.tells("main", "age", "STARTED")

    def test_a_directory_without_backups_has_none(self):
        empty = self.top / "empty/base"
        empty.mkdir(parents=True)
        self.addCleanup(shutil.rmtree, empty.parent)
        self.declare("main", "barman", empty.parent)
        self.look()
        self.says("main", age="fail missing")

    def test_another_directory_is_none_of_barman(self):
        self.declare("main", "barman", self.top)
        self.look()
        self.says("main", age="inconclusive unreadable", retention="inconclusive unreadable")

    def test_the_tree_alone_shows_the_same_age(self):
        self.declare("main", "barman", "/main", MinimumPoints="1", Retention="1h")
        self.look("--root", self.home)
        self.says("main", age="pass", offsite_copy="inconclusive not-observable-under-root")
