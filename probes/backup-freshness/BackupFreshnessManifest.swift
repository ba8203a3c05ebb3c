import Controls
import ProbeKit

extension BackupFreshnessProbe {
    static let manifest = Manifest(
        probe: "backup-freshness",
        purpose:
            "Shows whether every declared backup is fresh, complete, kept, away from the host, encrypted, checked and proved by a restore.",
        reads: [
            "the status files, listings and records that [BackupSet] names", "directories of dumps and of barman",
            "`pgbackrest info` and `zfs list`, run without a shell", "BTRFS_IOC_GET_SUBVOL_INFO", "the service manager and its journal",
            "/proc/self/mountinfo and /sys for where backups lie", "units, timers and crontabs that start backup tools",
        ],
        usualDeadline: .seconds(60), sectionKinds: ["BackupSet"], looksBack: true,
        checks: [
            CheckManifest(
                age,
                advice:
                    "see why the job did not run or did not end well (`systemctl list-timers`, `journalctl -u UNIT`), run it, and list its "
                    + "points: `restic snapshots`, `borg list REPO`, `pgbackrest info`, `barman list-backups SERVER`",
                adviceByReason: [
                    .belowMinimum:
                        "compare the newest backup with the one before (`ls -l`, `restic stats`, `borg info REPO::ARCHIVE`): a source that is "
                        + "not mounted and a dump that broke off look like this; then run the job again",
                    .futureTime:
                        "set the clock of the host that wrote the backup right with `timedatectl`, and write the status or the backup again",
                ]),
            CheckManifest(
                retention,
                advice: "keep more points in the policy of the tool (`restic forget --keep-daily 30 --dry-run`, `borg prune --dry-run`, "
                    + "`repo1-retention-full` of pgbackrest), or correct Retention= and MinimumPoints="),
            CheckManifest(
                offsiteCopy,
                advice: "add a repository on another host or at a provider, and declare it as a [BackupSet] with a listing of its own: "
                    + "`restic copy --from-repo LOCAL -r REMOTE`, then `restic -r REMOTE snapshots --json`"),
            CheckManifest(
                encryption,
                advice:
                    "make the repository new with encryption (`borg init --encryption=repokey-blake2`, `repo1-cipher-type` of pgbackrest, "
                    + "dumps through `age` or `gpg`), and look with `borg info REPO` or `file DUMP`"),
            CheckManifest(
                integrityCheck,
                advice: "schedule the verification of the tool through soc2d, so that its outcome is kept: "
                    + "`soc2d record integrity-check --set NAME --scope data -- COMMAND` with `restic check --read-data`, `borg check --verify-data` …",
                adviceByReason: [
                    .untrusted:
                        "read what the verification says (run it by hand: `restic check --read-data`, `borg check`, `pgbackrest verify`), mend "
                        + "the repository or make a new one, and record a verification that ends with 0"
                ]),
            CheckManifest(
                restoreTest,
                advice: "restore a point to a scratch directory and let soc2d compare it: "
                    + "`soc2d record restore-test --set NAME --from POINT --to DIR --checksums FILE -- COMMAND`",
                adviceByReason: [
                    .changed: "look at the files that differ: the checksums may be of another time than the point, or the point is damaged "
                        + "(`restic check --read-data`, `borg check --verify-data`); then restore and compare again",
                    .untrusted:
                        "run the restore by hand, find out why it does not end with 0, and record it again with `soc2d record restore-test`",
                ]),
        ])
}
