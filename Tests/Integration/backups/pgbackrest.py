"""What backup-freshness says of a real stanza: PostgreSQL with an archive, in two repositories, one of them encrypted."""

import os
import shutil
import time
import unittest
from pathlib import Path

from backups import Backups, frozen, list_into, run

INFO = ("pgbackrest", "info", "--output=json")


class PgBackRest(Backups):
    TOOL = ("pgbackrest", "runuser", "unshare")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if os.geteuid() != 0:
            raise unittest.SkipTest("a mount namespace needs root")
        servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
        configuration = Path("/etc/pgbackrest.conf")
        if not servers or not configuration.exists():
            raise unittest.SkipTest("no PostgreSQL, or no /etc/pgbackrest.conf to put another over")
        cls.programs = servers[-1].parent
        cls.base = cls.directory / "pg"
        for name in ("data", "log", "lock", "spool", "socket", "repo1", "repo2"):
            (cls.base / name).mkdir(parents=True)
        cls.configure("pgbackrest.conf")
        run("chown", "-R", "postgres", cls.base)
        cls.start()

    @classmethod
    def configure(cls, name, **changes):
        """A configuration of its own, which `within` puts over the host's."""
        base = cls.base
        options = {
            "repo1-path": base / "repo1", "repo1-retention-full": 9, "repo2-path": base / "repo2", "repo2-cipher-type": "aes-256-cbc",
            "repo2-cipher-pass": "only-for-this-test", "repo2-retention-full": 9, "log-path": base / "log", "lock-path": base / "lock",
            "spool-path": base / "spool", "start-fast": "y",
        } | {key.replace("_", "-"): value for key, value in changes.items()}
        lines = ["[global]"] + [f"{key}={value}" for key, value in options.items()]
        lines += ["[main]", f"pg1-path={base}/data", f"pg1-socket-path={base}/socket", "pg1-port=54329"]
        (base / name).write_text("\n".join(lines) + "\n")
        return base / name

    @classmethod
    def within(cls, name="pgbackrest.conf"):
        """Begins a command that sees that configuration in the usual place, and everything else as it is."""
        script = f"mount --bind {cls.base}/{name} /etc/pgbackrest.conf && exec \"$@\""
        return ["unshare", "--mount", "sh", "-c", script, "sh"]

    @classmethod
    def start(cls):
        data = cls.base / "data"
        run(cls.programs / "initdb", "-D", data, "-A", "trust", user="postgres")
        settings = [
            "listen_addresses=''", f"unix_socket_directories='{cls.base}/socket'", "port=54329", "archive_mode=on", "fsync=off",
            f"archive_command='PGBACKREST_CONFIG={cls.base}/pgbackrest.conf pgbackrest --stanza=main archive-push %p'",
        ]
        with open(data / "postgresql.conf", "a") as file:
            file.write("\n".join(settings) + "\n")
        control = [cls.programs / "pg_ctl", "-D", data, "-w", "-l", cls.base / "log/server"]
        run(*control, "start", user="postgres")
        cls.addClassCleanup(lambda: run(*control, "-m", "immediate", "stop", user="postgres", check=False))
        cls.pgbackrest("stanza-create")
        cls.pgbackrest("backup", "--repo=1", "--type=full")
        cls.pgbackrest("backup", "--repo=1", "--type=incr")
        cls.pgbackrest("backup", "--repo=2", "--type=full")

    @classmethod
    def pgbackrest(cls, *arguments):
        run("pgbackrest", "--stanza=main", *arguments, user="postgres", env={"PGBACKREST_CONFIG": f"{cls.base}/pgbackrest.conf"})

    def declared(self, name, source="main", **settings):
        self.declare(name, "pgbackrest", source, **{"Retention": "off", "MinimumPoints": 1} | settings)

    def altered(self, name):
        """A copy of the first repository, to be damaged, and its configuration."""
        copy = self.base / name
        shutil.copytree(self.base / "repo1", copy)
        self.addCleanup(shutil.rmtree, copy)
        run("chown", "-R", "postgres", copy)
        return copy, self.configure(f"{name}.conf", repo1_path=copy).name

    def test_fresh_stale_and_narrowed(self):
        self.declared("both")
        self.declared("plain", RepositoryKey=1)
        self.declared("encrypted", RepositoryKey=2)
        self.declared("old", MaximumAge="1s")
        self.declared("unknown", source="nobody")
        self.declared("no-such-repository", RepositoryKey=3)
        time.sleep(2)
        self.look(within=self.within())
        self.says("both", age="pass", encryption="fail", retention="not-applicable policy-off", integrity_check="fail record-missing",
                  restore_test="fail record-missing")
        self.says("plain", age="pass", encryption="fail")
        self.says("encrypted", age="pass", encryption="pass")
        self.says("old", age="fail stale")
        self.says("unknown", age="fail missing")
        self.says("no-such-repository", age="inconclusive not-configured")

    def test_listing_of_a_job(self):
        listing = self.directory / "main.json"
        self.assertEqual(list_into(listing, "file", *self.within(), *INFO, "--stanza=main"), 0)
        self.declared("file", source=listing, RepositoryKey=2)
        self.declared("truncated", source=self.directory / "truncated.json")
        (self.directory / "truncated.json").write_text(listing.read_text()[:-20])
        self.look()
        self.says("file", age="pass", encryption="pass")
        self.says("truncated", age="inconclusive parse-error")

    def test_broken_repository(self):
        copy, configuration = self.altered("broken")
        for name in ("backup.info", "backup.info.copy"):
            (copy / "backup/main" / name).write_bytes(b"")
        self.declared("broken", RepositoryKey=1)
        self.declared("whole", RepositoryKey=2)
        self.look(within=self.within(configuration))
        self.says("broken", age="inconclusive tool-failed", encryption="fail cleartext")
        self.says("whole", age="pass")

    def test_wrong_passphrase(self):
        """pgbackrest prints what it deciphered wrongly, which is no text."""
        configuration = self.configure("passphrase.conf", repo2_cipher_pass="another")
        self.declared("wrong", RepositoryKey=2)
        self.declared("right", RepositoryKey=1)
        self.look(within=self.within(configuration.name))
        self.says("wrong", age="inconclusive tool-failed")
        self.says("right", age="pass")

    def test_repository_removed(self):
        copy, configuration = self.altered("removed")
        self.declared("backups-gone", RepositoryKey=1, Repository=copy)
        for path in (copy / "backup/main").glob("*F*"):
            if path.is_dir():
                shutil.rmtree(path)
        self.look(within=self.within(configuration))
        self.says("backups-gone", age="inconclusive source-conflict")
        shutil.rmtree(copy / "backup")
        shutil.rmtree(copy / "archive")
        self.look(within=self.within(configuration))
        self.says("backups-gone", age="fail missing")

    def test_wal_removed(self):
        copy, configuration = self.altered("wal")
        for path in (copy / "archive/main").glob("*-1/*"):
            shutil.rmtree(path)
        self.declared("no-wal", RepositoryKey=1)
        self.look(within=self.within(configuration))
        self.says("no-wal", age="fail missing")

    def test_configuration_that_cannot_be_read(self):
        (self.base / "nonsense.conf").write_text("nonsense\n")
        self.declared("nonsense")
        self.look(within=self.within("nonsense.conf"))
        self.says("nonsense", age="inconclusive tool-failed")

    def test_while_a_backup_runs(self):
        """The lock of a running backup keeps nobody from asking."""
        lock = self.base / "lock/main-backup.lock"
        process = frozen(
            ["pgbackrest", "--stanza=main", "--repo=1", "--type=full", "backup"], lock.exists, user="postgres",
            env={"PATH": os.environ["PATH"], "PGBACKREST_CONFIG": f"{self.base}/pgbackrest.conf"})
        self.assertIsNotNone(process)
        try:
            self.declared("running")
            self.look(within=self.within())
            self.says("running", age="pass")
        finally:
            process.kill()
            process.wait()
