import Controls
import ProbeKit

/// Takes points in any order and keeps what a ``BackupListing`` needs, in memory that is bounded however many there are.
struct PointCollector {
    private(set) var listing: BackupListing
    /// Bytes below which a point is no backup.
    private let minimumSize: Int64
    /// Ids to look out for.
    private let sought: Set<String>
    /// When a point can have been made, in seconds since 1970.
    private let times: ClosedRange<Int64>
    /// The newest points that count, newest first: the newest of all, and those that it is compared with.
    private var leading: [RestorePoint] = []
    /// The newest complete point of any size.
    private var newest: RestorePoint?
    /// The ids of the points that count, as hashes.
    private var ids: Set<Int> = []
    private var repeated = 0
    private var impossible = 0

    /// How many points before the newest one tell what size is usual.
    private static let compared = 8
    private static let idLimit = 200_000
    private static let year2000: Int64 = 946_684_800

    /// - Parameters:
    ///   - sought: ids of points that records name. An abbreviated id, as restic prints it, is found by `RestorePoint.abbreviates`.
    ///   - times: when a point that counts can have been made, in seconds since 1970.
    init(
        _ listing: BackupListing, minimumSize: Int64, seeking sought: Set<String>, within times: ClosedRange<Int64> = RestorePoint.times
    ) {
        self.listing = listing
        self.minimumSize = minimumSize
        self.sought = sought
        self.times = times
    }

    /// Takes the points of a set: those of the future, and those from before there were backups, do not count.
    init(_ listing: BackupListing, of set: BackupSet, on host: Host, seeking sought: Set<String>) {
        let (latest, isBeyond) = host.now.seconds.addingReportingOverflow(set.clockSkew.value.seconds)
        let times = Self.year2000...max(Self.year2000, isBeyond ? .max : latest)
        self.init(listing, minimumSize: set.minimumSize.value.bytes, seeking: sought, within: times)
    }

    /// A point that can be restored.
    /// - Parameter isExpired: whether retention has given it up although it is still there.
    mutating func add(_ point: RestorePoint, isExpired: Bool = false) {
        find(point)
        if newest.map({ Self.isNewer(point, $0) }) ?? true { newest = point }
        guard !isExpired, (point.bytes ?? minimumSize) >= minimumSize else { return }
        guard times.contains(point.finish) else {
            impossible += 1
            return
        }
        if isKnown(point.id) { repeated += 1 } else { listing.count += 1 }
        if listing.oldest.map({ Self.isNewer($0, point) }) ?? true { listing.oldest = point }
        lead(point)
    }

    /// A point that cannot be restored, or not wholly.
    mutating func add(_ point: RestorePoint, deficit why: String) {
        find(point)
        let index = listing.deficits.firstIndex { Self.isNewer(point, $0.point) } ?? listing.deficits.count
        listing.deficits.insert(BackupListing.Deficit(point, why: why), at: index)
        if listing.deficits.count > BackupListing.Deficit.limit { listing.deficits.removeLast() }
    }

    /// A point that counts for nothing, but that a record may name.
    mutating func find(_ point: RestorePoint) {
        guard !sought.isEmpty, listing.found.count < 16 else { return }
        if sought.contains(point.id) || sought.contains(where: { RestorePoint.abbreviates($0, point.id) }) { listing.found.append(point) }
    }

    /// Everything that was added.
    func finished() -> BackupListing {
        var listing = listing
        listing.newest = newest
        listing.before = usual
        if impossible > 0 { listing.remark("points of the future or from before 2000 do not count: \(impossible)") }
        if repeated > 0 { listing.remark("entries that repeat the id of a point do not count: \(repeated)") }
        return listing
    }

    /// The point of the median size before the newest one, of two the larger; the newest of those that have it. One collapsed backup would
    /// make the next one look like the one before.
    private var usual: RestorePoint? {
        let earlier = leading.filter { $0.id != newest?.id }.prefix(Self.compared)
        let sizes = earlier.compactMap(\.bytes).sorted()
        guard !sizes.isEmpty else { return earlier.first }
        return earlier.first { $0.bytes == sizes[sizes.count / 2] }
    }

    private mutating func isKnown(_ id: String) -> Bool {
        if ids.contains(id.hashValue) { return true }
        if ids.count < Self.idLimit { ids.insert(id.hashValue) }
        return false
    }

    private mutating func lead(_ point: RestorePoint) {
        if leading.count > Self.compared, let last = leading.last, Self.isNewer(last, point) { return }
        if let same = leading.firstIndex(where: { $0.id == point.id }) {
            guard Self.isNewer(point, leading[same]) else { return }
            leading.remove(at: same)
        }
        leading.insert(point, at: leading.firstIndex { Self.isNewer(point, $0) } ?? leading.count)
        if leading.count > Self.compared + 1 { leading.removeLast() }
    }

    /// By time, and by id and size where that is the same, so that the order of a listing does not matter.
    private static func isNewer(_ first: RestorePoint, _ second: RestorePoint) -> Bool {
        (first.finish, first.id, first.bytes ?? -1) > (second.finish, second.id, second.bytes ?? -1)
    }
}
