import Controls
import ProbeKit

/// Lists the restore points of one set, whatever makes them.
///
/// What cannot be had is a gap of the listing, never an empty listing; no adapter locks a repository, prompts, or reads a secret.
protocol BackupAdapter: Sendable {
    /// - Parameters:
    ///   - sought: ids of points that records name.
    ///   - previous: what the execution before saw of the same set; nil at the first look.
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing
}
