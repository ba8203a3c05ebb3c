import ProbeKit

/// Takes points in any order and keeps what a ``BackupListing`` needs, in memory that does not grow with their number.
struct PointCollector {
    private(set) var listing: BackupListing
    /// Bytes below which a point is no backup.
    private let minimumSize: Int64
    /// Ids to look out for.
    private let sought: Set<String>
    /// The newest points that count, newest first, at most two.
    private var leading: [RestorePoint] = []
    /// The newest complete point of any size.
    private var newest: RestorePoint?

    /// - Parameter sought: ids of points that records name. An abbreviated id, as restic prints it, is found by `RestorePoint.abbreviates`.
    init(_ listing: BackupListing, minimumSize: Int64, seeking sought: Set<String>) {
        self.listing = listing
        self.minimumSize = minimumSize
        self.sought = sought
    }

    /// A point that can be restored.
    /// - Parameter isExpired: whether retention has given it up although it is still there.
    mutating func add(_ point: RestorePoint, isExpired: Bool = false) {
        find(point)
        if newest.map({ Self.isNewer(point, $0) }) ?? true { newest = point }
        guard !isExpired, (point.bytes ?? minimumSize) >= minimumSize else { return }
        listing.count += 1
        if listing.oldest.map({ Self.isNewer($0, point) }) ?? true { listing.oldest = point }
        leading.insert(point, at: leading.firstIndex { Self.isNewer(point, $0) } ?? leading.count)
        if leading.count > 2 { leading.removeLast() }
    }

    /// A point that cannot be restored, or not wholly.
    mutating func add(_ point: RestorePoint, deficit why: String) {
        find(point)
        let index = listing.deficits.firstIndex { Self.isNewer(point, $0.point) } ?? listing.deficits.count
        listing.deficits.insert(BackupListing.Deficit(point, why: why), at: index)
        if listing.deficits.count > BackupListing.Deficit.limit { listing.deficits.removeLast() }
    }

    /// Everything that was added.
    func finished() -> BackupListing {
        var listing = listing
        listing.newest = newest
        listing.before = leading.first { $0.id != newest?.id }
        return listing
    }

    private mutating func find(_ point: RestorePoint) {
        guard !sought.isEmpty, listing.found.count < 16 else { return }
        if sought.contains(point.id) || sought.contains(where: { RestorePoint.abbreviates($0, point.id) }) { listing.found.append(point) }
    }

    /// By time, and by id where that is the same, so that the order of a listing does not matter.
    private static func isNewer(_ first: RestorePoint, _ second: RestorePoint) -> Bool {
        (first.finish, first.id) > (second.finish, second.id)
    }
}
