import Controls
import ProbeKit
import Testing

@testable import Probes

/// What is kept of many points.
struct PointCollectorTests {
    private static let now = ListingHost.now
    private static let day: Int64 = 86_400

    private func collected(_ points: [RestorePoint], minimumSize: Int64 = 1) -> BackupListing {
        var collector = PointCollector(
            BackupListing(source: "/x"), minimumSize: minimumSize, seeking: [], within: 946_684_800...Self.now + 300)
        for point in points { collector.add(point) }
        return collector.finished()
    }

    /// A point a day, the newest first.
    private func points(_ sizes: [Int64?]) -> [RestorePoint] {
        sizes.enumerated().map { RestorePoint("p\($0.offset)", finish: Self.now - Int64($0.offset) * Self.day, bytes: $0.element) }
    }

    @Test(
        arguments: [
            ([20, 20] + Array(repeating: 50, count: 38), 50), ([20, 20, 20, 20, 20, 50, 50, 50, 50], 50), ([20, 30, 50], 50),
            ([20, 50], 50),
            ([20], nil), ([20, nil, nil], nil), ([20, nil, 40], 40), ([9, 1, 2, 3, 4, 5, 6, 7, 8, 90, 90], 5),
        ] as [([Int64?], Int64?)])
    func `the newest is compared with what was usual before it, not with the last collapsed one`(sizes: [Int64?], usual: Int64?) {
        let points = points(sizes)
        let listing = collected(points)
        #expect(listing.newest?.id == "p0" && listing.before?.bytes == usual)
        #expect(collected(points.reversed()) == listing && collected(points.sorted { $0.id > $1.id }) == listing)
    }

    @Test func `of points of the usual size it is the newest`() {
        #expect(collected(points([50, 50, 50, 50])).before?.id == "p1")
        #expect(collected(points([50, nil, nil])).before?.id == "p1")
    }

    @Test func `points of the future and from before there were backups do not count, and are told`() {
        let possible = RestorePoint("a", finish: Self.now - Self.day)
        let impossible = [RestorePoint("b", finish: 0), RestorePoint("c", finish: 946_684_799), RestorePoint("d", finish: Self.now + 301)]
        let listing = collected([possible] + impossible)
        #expect(listing.count == 1 && listing.oldest == possible && listing.newest?.id == "d" && listing.before == possible)
        #expect(listing.remarksTogether.contains("do not count: 3"))
        #expect(collected([RestorePoint("e", finish: Self.now + 300)]).count == 1)
    }

    @Test func `a point that is listed several times counts once`() {
        let point = RestorePoint("a", finish: Self.now, bytes: 5)
        let listing = collected([point, point, point, RestorePoint("b", finish: Self.now - 1, bytes: 5)])
        #expect(
            listing.count == 2 && listing.before?.id == "b" && listing.remarksTogether.contains("repeat the id of a point do not count: 2"))
    }

    @Test func `an id that repeats with other times and sizes comes out the same in any order`() {
        let points = [
            RestorePoint("a", finish: 946_684_810, bytes: 1), RestorePoint("a", finish: 946_684_820, bytes: 2),
            RestorePoint("a", finish: 946_684_820, bytes: 3), RestorePoint("b", finish: 946_684_815, bytes: 4),
        ]
        let listing = collected(points)
        #expect(collected(points.reversed()) == listing && listing.count == 2 && listing.newest?.bytes == 3)
    }

    @Test func `the bounds come from the clock of the host and ClockSkew=`() throws {
        let set = try ListingHost.set(.restic, ["ClockSkew": "10m"])
        var collector = PointCollector(BackupListing(source: "/x"), of: set, on: ListingHost().host, seeking: [])
        for (id, ahead) in [("a", 600), ("b", 601)] as [(String, Int64)] { collector.add(RestorePoint(id, finish: Self.now + ahead)) }
        #expect(collector.finished().count == 1)
    }
}
