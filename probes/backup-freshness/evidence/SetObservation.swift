import Controls
import ProbeKit

/// One look at one set.
struct SetObservation: Sendable {
    let set: BackupSet
    let host: Host
    /// What the execution before saw of it.
    let earlier: ObservedSet?

    func observed() -> ObservedSet {
        var observed = ObservedSet()
        observed.name = set.name
        observed.integrity = RecordFiles.read(IntegrityCheck.self, at: set.integrityRecord, of: set, on: host)
        observed.restore = RecordFiles.read(RestoreTest.self, at: set.restoreRecord, of: set, on: host)
        if let path = set.jobStatus { observed.status = RecordFiles.read(BackupStatus.self, at: path, of: set, on: host) }
        observed.listing = set.adapter.adapter.listing(
            of: set, on: host, seeking: Set(observed.restore.record.map { [$0.from] } ?? []), after: earlier?.listing)
        observed.place = BackupPlaces.place(of: set, observed.listing, on: host)
        observed.firstSeen = [earlier?.firstSeen, observed.listing.oldest?.finish].compactMap { $0 }.min()
        if let before = earlier?.listing.repository ?? earlier?.replaced, let repository = observed.listing.repository, before != repository
        {
            observed.replaced = before
        }
        return observed
    }
}
