"""What backup-freshness says of real restic repositories."""

import json
import os
import time

from backups import Backups, age, frozen, list_into, moment, run, write

DAY = 86_400


class Restic(Backups):
    TOOL = "restic"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.directory / "data"
        cls.data.mkdir()
        (cls.data / "file").write_text("something worth keeping\n")

    def repository(self, name):
        """A new repository; the environment to reach it."""
        path = self.directory / name
        env = {
            "RESTIC_REPOSITORY": str(path), "RESTIC_PASSWORD": "only-for-this-test",
            "RESTIC_CACHE_DIR": str(self.directory / "cache"),
        }
        run("restic", "init", env=env)
        return path, env

    def backup(self, env, *arguments, days=0):
        when = ["--time", time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(time.time() - days * DAY))] if days else []
        run("restic", "backup", "--quiet", *when, *arguments, self.data, env=env)

    def declared(self, name, path, **settings):
        """A set with a listing of its own, made by hand first."""
        listing = self.directory / f"{name}.json"
        self.declare(name, "restic", listing, **{"Repository": path, "Retention": "off", "MinimumPoints": 1} | settings)
        return listing

    def test_fresh(self):
        path, env = self.repository("fresh")
        self.backup(env)
        listing = self.declared("fresh", path)
        self.assertEqual(list_into(listing, "fresh", "restic", "snapshots", "--json", "--no-lock", env=env), 0)
        self.declared("grouped", path)
        list_into(self.directory / "grouped.json", "grouped", "restic", "snapshots", "--json", "--no-lock", "--group-by", "host", env=env)
        self.look()
        for name in ("fresh", "grouped"):
            self.says(name, age="pass", encryption="pass", retention="not-applicable policy-off", integrity_check="fail record-missing",
                      restore_test="fail record-missing")

    def test_stale(self):
        path, env = self.repository("stale")
        self.backup(env, days=3)
        list_into(self.declared("stale", path), "stale", "restic", "snapshots", "--json", env=env)
        self.declared("empty", self.repository("empty")[0])
        write(self.directory / "empty.json", "[]\n")
        self.look()
        self.says("stale", age="fail stale", encryption="pass")
        self.says("empty", age="fail missing")

    def test_one_host_dead_while_another_is_fresh(self):
        path, env = self.repository("two")
        self.backup(env, "--host", "alive")
        self.backup(env, "--host", "dead", days=9)
        for name, settings in {"both": {}, "alive": {"Host": "alive", "Path": self.data}, "dead": {"Host": "dead"}}.items():
            list_into(self.declared(name, path, **settings), name, "restic", "snapshots", "--json", env=env)
        self.declared("nobody", path, Host="nobody")
        write(self.directory / "nobody.json", (self.directory / "both.json").read_text())
        self.look()
        self.says("both", age="fail stale")
        self.says("alive", age="pass")
        self.says("dead", age="fail stale")
        self.says("nobody", age="fail missing")

    def test_broken_listings(self):
        path, env = self.repository("broken")
        self.backup(env)
        whole = run("restic", "snapshots", "--json", env=env).stdout
        for name, text, expected in [
            ("truncated", whole[:-20], "inconclusive parse-error"), ("hollow", "", "inconclusive empty-output"),
            ("words", "Fatal: wrong password or no key found\n", "inconclusive parse-error"),
            ("open", whole, "inconclusive not-observable"), ("never", None, "inconclusive unreadable"),
        ]:
            listing = self.declared(name, path)
            if text is not None:
                write(listing, text, mode=0o666 if name == "open" else 0o644)
        self.look()
        self.says("truncated", age="inconclusive parse-error", encryption="inconclusive parse-error")
        self.says("hollow", age="inconclusive empty-output")
        self.says("words", age="inconclusive parse-error")
        self.says("open", age="inconclusive not-observable")
        self.says("never", age="inconclusive unreadable", encryption="inconclusive unreadable")

    def test_repository_removed(self):
        path, env = self.repository("removed")
        self.backup(env)
        list_into(self.declared("removed", path), "removed", "restic", "snapshots", "--json", env=env)
        path.rename(self.directory / "elsewhere")
        self.look()
        self.says("removed", age="inconclusive source-conflict")

    def test_wrong_password(self):
        path, env = self.repository("password")
        self.backup(env)
        for name in ("lately", "long-ago"):
            listing = self.declared(name, path)
            list_into(listing, name, "restic", "snapshots", "--json", env=env)
            age(listing, 7 * 3600 if name == "long-ago" else 60)
            code = list_into(listing, name, "restic", "snapshots", "--json", env=env | {"RESTIC_PASSWORD": "another"})
            self.assertIn(code, (1, 12))
        self.look()
        self.says("lately", age="pass")
        self.says("long-ago", age="inconclusive tool-failed")

    def test_locked(self):
        """`restic check` locks for itself alone; before 0.17 the exit status of who comes second is 1, as for every failure."""
        path, env = self.repository("locked")
        self.backup(env)
        names = {"within-grace": 60, "beyond-grace": 7 * 3600}
        for name, seconds in names.items():
            list_into(self.declared(name, path), name, "restic", "snapshots", "--json", env=env)
            age(self.directory / f"{name}.json", seconds)
        for _ in range(20):
            process = frozen(["restic", "check"], lambda: any(len(lock.name) == 64 for lock in (path / "locks").iterdir()), env={"PATH": os.environ["PATH"]} | env)
            try:
                codes = {list_into(self.directory / f"{name}.json", name, "restic", "snapshots", "--json", env=env) for name in names}
            finally:
                if process:
                    process.kill()
                    process.wait()
            if codes != {0}:
                break
            for name, seconds in names.items():
                age(self.directory / f"{name}.json", seconds)
        self.assertIn(codes, ({1}, {11}))
        self.look()
        self.says("within-grace", age="pass")
        self.says("beyond-grace", age="inconclusive locked" if codes == {11} else "inconclusive tool-failed")

    def test_incomplete_run(self):
        """A file that the job may not read: restic ends with 3 and lists the snapshot like any other."""
        path, env = self.repository("incomplete")
        secret = self.data / "secret"
        secret.write_text("not for everybody\n")
        secret.chmod(0o600)
        self.addCleanup(secret.unlink)
        run("chown", "-R", "nobody", path)
        (self.directory / "cache-nobody").mkdir()
        run("chown", "nobody", self.directory / "cache-nobody")
        env["RESTIC_CACHE_DIR"] = str(self.directory / "cache-nobody")
        start = time.time()
        done = run("restic", "backup", self.data, env=env, user="nobody", check=False)
        self.assertEqual(done.returncode, 3, done.stderr)
        status = {
            "format": "soc2d.backup.v1", "set": "incomplete", "result": "incomplete", "start": moment(start), "finish": moment(time.time() + 1),
            "exitCode": 3,
        }
        write(self.directory / "incomplete.status.json", json.dumps(status))
        listing = self.declared("incomplete", path, StatusFile=self.directory / "incomplete.status.json")
        list_into(listing, "incomplete", "restic", "snapshots", "--json", env=env, user="nobody")
        self.look()
        self.says("incomplete", age="fail missing")
