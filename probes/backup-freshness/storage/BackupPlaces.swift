import Controls
import ProbeKit

/// Resolves where backups lie.
enum BackupPlaces {
    /// The place of a set's points; nil where neither the tool nor `Repository=` says it.
    static func place(of set: BackupSet, _ listing: BackupListing, on host: Host) -> BackupPlace? { nil }
}
