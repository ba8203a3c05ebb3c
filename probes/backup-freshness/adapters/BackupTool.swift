import Controls

/// A program whose listing a job hands over, and what its exit status says where it could not list.
enum BackupTool: Sendable {
    case restic, borg, pgbackrest

    /// What has to be handed over, as people type it.
    var command: String {
        switch self {
        case .restic: "restic snapshots --json --no-lock"
        case .borg: "borg list --json"
        case .pgbackrest: "pgbackrest info --output=json"
        }
    }

    /// Why nothing is known after an exit status other than 0: restic(1), "Return codes" of borg(1) with `BORG_EXIT_CODES=modern`, and
    /// pgBackRest, which prints the number with each error.
    func meaning(of status: Int64) -> (reason: InconclusiveReason, text: String) {
        switch (self, status) {
        case (.restic, 10): (.toolFailed, "exit status 10: there is no repository")
        case (.restic, 11): (.locked, "exit status 11: the repository is locked")
        case (.restic, 12): (.toolFailed, "exit status 12: the password is wrong")
        case (.borg, 13), (.borg, 15): (.toolFailed, "exit status \(status): there is no repository")
        case (.borg, 50...53): (.toolFailed, "exit status \(status): the passphrase is missing or wrong")
        case (.borg, 70...75): (.locked, "exit status \(status): the repository or the cache is locked")
        case (.borg, 80...87): (.toolFailed, "exit status \(status): the connection to the repository failed")
        case (.pgbackrest, 50): (.locked, "exit status 50: another pgbackrest holds the lock")
        case (.restic, _), (.borg, _), (.pgbackrest, _): (.toolFailed, "exit status \(status)")
        }
    }
}
