"""What backup-freshness says of real borg repositories."""

import os
import subprocess
import time

from backups import Backups, age, list_into, run, write

DAY = 86_400


class Borg(Backups):
    TOOL = "borg"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.data = cls.directory / "data"
        cls.data.mkdir()
        (cls.data / "file").write_text("something worth keeping\n")
        cls.env = {"BORG_BASE_DIR": str(cls.directory / "base"), "BORG_PASSPHRASE": "only-for-this-test", "BORG_EXIT_CODES": "modern"}

    def repository(self, name, mode="repokey"):
        path = self.directory / name
        run("borg", "init", "--encryption", mode, path, env=self.env)
        return path

    def create(self, path, name, days=0):
        when = ["--timestamp", time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(time.time() - days * DAY))] if days else []
        run("borg", "create", *when, f"{path}::{name}", self.data, env=self.env)

    def declared(self, name, path, **settings):
        listing = self.directory / f"{name}.json"
        self.declare(name, "borg", listing, **{"Repository": path, "Retention": "off", "MinimumPoints": 1} | settings)
        return listing

    def list(self, name, path, *command, env=None):
        return list_into(self.directory / f"{name}.json", name, "borg", *(command or ("list", "--json")), path, env=self.env | (env or {}))

    def test_every_mode(self):
        """Key material proves nothing: the authenticated modes have it and hide nothing."""
        expected = {"none": "fail", "authenticated": "fail", "authenticated-blake2": "fail", "repokey": "pass", "repokey-blake2": "pass",
                    "keyfile": "pass"}
        for mode in expected:
            path = self.repository(f"mode-{mode}", mode)
            self.create(path, "web-1")
            self.declared(f"mode-{mode}", path)
            self.assertEqual(self.list(f"mode-{mode}", path), 0)
        self.look()
        for mode, result in expected.items():
            self.says(f"mode-{mode}", age="pass", encryption=result, retention="not-applicable policy-off", integrity_check="fail record-missing",
                      restore_test="fail record-missing")

    def test_ages_by_prefix(self):
        path = self.repository("prefixes")
        self.create(path, "web-1")
        self.create(path, "db-1", days=9)
        self.create(path, "mail-1.checkpoint")
        for prefix in ("web-", "db-", "mail-", "nothing-"):
            name = f"of-{prefix}x"
            self.declared(name, path, Prefix=prefix)
            self.list(name, path, "list", "--json", "--consider-checkpoints")
        self.declared("info", path, Prefix="web-")
        self.assertEqual(self.list("info", path, "info", "--json", "--glob-archives", "*"), 0)
        self.look()
        self.says("of-web-x", age="pass")
        self.says("of-db-x", age="fail stale")
        self.says("of-mail-x", age="fail missing")
        self.says("of-nothing-x", age="fail missing")
        self.says("info", age="pass")

    def test_broken(self):
        path = self.repository("broken")
        self.create(path, "web-1")
        whole = run("borg", "list", "--json", path, env=self.env).stdout
        write(self.declared("truncated", path), whole[:-20])
        write(self.declared("hollow", path), "")
        write(self.declared("open", path), whole, mode=0o666)
        write(self.declared("no-archives", path), run("borg", "info", "--json", path, env=self.env).stdout)
        self.declared("never", path)
        write(self.declared("removed", self.directory / "nowhere"), whole)
        self.look()
        self.says("truncated", age="inconclusive parse-error", encryption="inconclusive parse-error")
        self.says("hollow", age="inconclusive empty-output")
        self.says("open", age="inconclusive not-observable")
        self.says("no-archives", age="inconclusive parse-error")
        self.says("never", age="inconclusive unreadable")
        self.says("removed", age="inconclusive source-conflict")

    def test_failed_attempts(self):
        """A lock and a wrong passphrase: borg before 1.4 ends both with 2."""
        path = self.repository("failing")
        self.create(path, "web-1")
        cases = {"wrong-lately": 60, "wrong-long-ago": 7 * 3600, "locked-lately": 60, "locked-long-ago": 7 * 3600}
        for name, seconds in cases.items():
            self.list(name, path)
            age(self.declared(name, path), seconds)
        ready = self.directory / "locked"
        holder = subprocess.Popen(
            ["borg", "with-lock", str(path), "sh", "-c", f"touch {ready}; exec sleep 300"],
            env=os.environ | self.env, stdin=subprocess.DEVNULL, start_new_session=True)
        try:
            while not ready.exists() and holder.poll() is None:
                time.sleep(0.05)
            locked = {self.list(name, path, "list", "--json", "--lock-wait", "0") for name in cases if name.startswith("locked")}
        finally:
            os.killpg(holder.pid, 15)
            holder.wait()
        wrong = {self.list(name, path, env={"BORG_PASSPHRASE": "another"}) for name in cases if name.startswith("wrong")}
        self.assertIn((locked, wrong), (({2}, {2}), ({73}, {52})))
        self.look()
        self.says("wrong-lately", age="pass")
        self.says("wrong-long-ago", age="inconclusive tool-failed")
        self.says("locked-lately", age="pass")
        self.says("locked-long-ago", age="inconclusive locked" if locked == {73} else "inconclusive tool-failed")
