import Controls
import ProbeKit

/// A program whose listing a job hands over, and what its exit status says where it could not list.
enum BackupTool: Sendable {
    case restic, borg, pgbackrest

    /// What has to be handed over, as people type it.
    var command: String {
        switch self {
        case .restic: "restic snapshots --json --no-lock"
        // `borg list` tells no sizes.
        case .borg: "borg info --json --glob-archives '*'"
        case .pgbackrest: "pgbackrest info --output=json"
        }
    }

    /// How to make a listing shorter that is too long to be read.
    private var shortening: String {
        switch self {
        case .restic: "list the newest alone with --latest 1000, or fewer hosts with --host"
        case .borg: "list the newest alone with --last 1000, or one kind with --glob-archives"
        case .pgbackrest: "list one repository with --repo=1, or one stanza with --stanza=NAME"
        }
    }

    /// Why a listing could not be read.
    func gap(_ failure: ReadFailure) -> Unread {
        var gap = Unread(failure)
        if case .tooLarge = failure { gap.text += "; \(shortening)" }
        return gap
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
