import Controls
import ProbeKit

/// The points of a repository that several things are backed up to, one series each. One of them can be dead or hardly kept while another
/// is fresh, so that the worst one stands for all, in each respect another one.
struct PointSeries {
    private let set: BackupSet
    private let empty: PointCollector
    /// What narrows a set to one series, such as `Prefix=`.
    private let narrowing: String
    /// The latest moment, in seconds since 1970, that a point can bear.
    private let latest: Int64
    private var series: [String: PointCollector] = [:]
    private var aside: PointCollector
    private var isOverfull = false

    static let limit = 1000

    init(_ listing: BackupListing, of set: BackupSet, on host: Host, seeking sought: Set<String>, narrowedBy narrowing: String) {
        self.set = set
        self.narrowing = narrowing
        empty = PointCollector(listing, of: set, on: host, seeking: sought)
        aside = empty
        let (latest, isBeyond) = host.now.seconds.addingReportingOverflow(set.clockSkew.value.seconds)
        self.latest = isBeyond ? .max : latest
    }

    /// A series that has to be there, with or without points; false where there are too many.
    @discardableResult
    mutating func open(_ name: String) -> Bool {
        if series[name] != nil { return true }
        guard series.count < Self.limit else {
            isOverfull = true
            return false
        }
        series[name] = empty
        return true
    }

    /// - Parameter name: of the series; two series with one name would be one.
    mutating func add(_ point: RestorePoint, to name: String, deficit: String?) {
        guard open(name) else { return }
        if let deficit {
            series[name, default: empty].add(point, deficit: deficit)
        } else {
            series[name, default: empty].add(point)
        }
    }

    /// A point of no series, which records may name all the same.
    mutating func find(_ point: RestorePoint) { aside.find(point) }

    /// The age of the series that is worst for it, the fewest points, the youngest oldest point, and what was found in any.
    func finished() -> BackupListing {
        let all = series.map { Member(name: $0.key, listing: $0.value.finished(), set, latest) }.sorted { $0.rank < $1.rank }
        var listing = all.first?.listing ?? empty.finished()
        listing.found = Array((all.flatMap(\.listing.found) + aside.finished().found).prefix(16))
        if all.count > 1 { compose(all, into: &listing) }
        if isOverfull { Self.leaveOpen(&listing, "series", narrowing) }
        return listing
    }

    /// Says that there are too many to be judged: whatever was seen, a dead one may be among the others.
    static func leaveOpen(_ listing: inout BackupListing, _ what: String, _ narrowing: String) {
        let text = "more \(what) than can be judged together, \(limit); declare sets with \(narrowing)"
        listing.gap = Unread(listing.source, .limitExceeded, text)
        listing.newest = nil
    }

    private func compose(_ all: [Member], into listing: inout BackupListing) {
        listing.series = all.count
        listing.remarks = []
        let fewest = all.min { ($0.listing.count, $0.rank.name) < ($1.listing.count, $1.rank.name) } ?? all[0]
        let oldest = all.map { $0.listing.oldest }
        listing.count = fewest.listing.count
        listing.oldest = oldest.contains(nil) ? nil : oldest.compactMap { $0 }.max { ($0.finish, $0.id) < ($1.finish, $1.id) }
        let names = all.prefix(5).map(\.text).joined(separator: ", ")
        listing.remark(
            "holds \(all.count) series, each of which has to be fresh and kept: \(names)\(all.count > 5 ? " and others" : ""); "
                + "the fewest points has \(fewest.name); a set for each, with \(narrowing), judges them one by one")
        for member in all.prefix(3) { for text in member.listing.remarks { listing.remark("\(member.name): \(text)") } }
    }
}

/// One of several series.
private struct Member {
    let listing: BackupListing
    let rank: Rank
    var name: String { "“\(rank.name.quoted)”" }

    init(name: String, listing: BackupListing, _ set: BackupSet, _ latest: Int64) {
        self.listing = listing
        rank = Rank(listing, name, set, latest)
    }

    var text: String {
        let newest = listing.newest.map { "newest \(CalendarText.moment($0.finish))" } ?? "none complete"
        return "\(name) (\(newest))"
    }

    /// The order by age, the worst first: nothing complete, a time of the future, too small, and then the stalest.
    struct Rank: Comparable {
        let kind: Int
        let finish: Int64
        let name: String

        init(_ listing: BackupListing, _ name: String, _ set: BackupSet, _ latest: Int64) {
            self.name = name
            finish = listing.newest?.finish ?? .min
            kind =
                switch listing.newest {
                case nil: 0
                case .some(let newest) where newest.finish > latest: 1
                case .some(let newest) where set.isTooSmall(newest, after: listing.before): 2
                case .some: 3
                }
        }

        static func < (first: Rank, second: Rank) -> Bool {
            (first.kind, first.finish, first.name) < (second.kind, second.finish, second.name)
        }
    }
}

extension BackupSet {
    /// Whether a point is empty, or has collapsed.
    fileprivate func isTooSmall(_ point: RestorePoint, after before: RestorePoint?) -> Bool {
        guard let bytes = point.bytes else { return false }
        if bytes < minimumSize.value.bytes { return true }
        guard let size = before?.bytes, size > 0 else { return false }
        return bytes < size - maximumShrink.value.of(size)
    }
}
