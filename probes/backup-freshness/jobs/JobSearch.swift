import Controls
import ProbeKit

/// Looks for backup jobs in the places where a host keeps jobs.
enum JobSearch {
    /// Jobs for which no set stands, and the places that could not be read.
    static func undeclared(on host: Host, sets: [BackupSet]) -> (jobs: [FoundJob], gaps: [Unread]) { ([], []) }
}
