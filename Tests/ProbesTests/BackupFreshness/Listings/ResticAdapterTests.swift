import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What a restic listing says, and what it cannot say.
struct ResticAdapterTests {
    private let fresh: Int64 = 1_795_321_848
    private let january: Int64 = 1_767_323_045

    @Test func `a snapshot is a point that restic encrypted`() throws {
        let listing = try ListingHost("[\(RecordedListings.newSnapshot)]").listing(.restic)
        #expect(listing.newest == RestorePoint(RecordedListings.new, finish: fresh))
        #expect(listing.count == 1 && listing.gap == nil && listing.series == nil)
        #expect(listing.listed == ListingHost.listed && listing.encryption == EncryptionMode("restic", isEncrypted: true))
    }

    @Test(arguments: [RecordedListings.restic, RecordedListings.grouped])
    func `a dead series stands for the repository, however fresh the others are`(text: String) throws {
        let listing = try ListingHost(text).listing(.restic)
        #expect(listing.newest?.finish == january && listing.count == 1)
        #expect(listing.remarksTogether.contains("other:/srv/src,/srv/src2"))
    }

    /// A snapshot a day before ``ListingHost/now``, and more.
    private static func snapshot(_ number: Int, of host: String, daysAgo: Int64, bytes: Int) -> String {
        let id = String(repeating: "0", count: 58) + String(100_000 + number)
        let time = Moment(seconds: ListingHost.now - daysAgo * 86_400).rfc3339
        return "{\"id\":\"\(id)\",\"time\":\"\(time)\",\"hostname\":\"\(host)\",\"paths\":[\"/srv\"],"
            + "\"summary\":{\"total_bytes_processed\":\(bytes)}}"
    }

    @Test(arguments: [(0, Int64(1)), (0, 0), (10, 0)])
    func `an empty or collapsed series is the age of all, and the one that is hardly kept their count`(bytes: Int, daysAgo: Int64) throws {
        let kept = (0..<40).map { Self.snapshot($0, of: "db", daysAgo: Int64($0) + 2, bytes: 50_000) }
        var web = [Self.snapshot(90, of: "web", daysAgo: daysAgo, bytes: bytes)]
        if bytes > 0 { web += (1...3).map { Self.snapshot(90 + $0, of: "web", daysAgo: Int64($0), bytes: 50_000) } }
        for order in [kept + web, web + kept] {
            let listing = try ListingHost("[\(order.joined(separator: ","))]").listing(.restic)
            #expect(listing.newest?.bytes == Int64(bytes) && listing.series == 2)
            #expect(listing.count == (bytes > 0 ? 4 : 0))
            #expect(listing.oldest?.finish == (bytes > 0 ? ListingHost.now - 3 * 86_400 : nil))
            #expect(listing.before?.bytes == (bytes > 0 ? 50_000 : nil))
            #expect(listing.remarksTogether.contains("fewest points has “web:/srv”"))
        }
    }

    @Test func `a series of the future is the age of all, and of fresh ones the stalest`() throws {
        let text = { (days: [Int64]) in
            let snapshots = days.enumerated().map { Self.snapshot($0.offset, of: "h\($0.offset)", daysAgo: $0.element, bytes: 5) }
            return "[\(snapshots.joined(separator: ","))]"
        }
        #expect(try ListingHost(text([3, -2, 1])).listing(.restic).newest?.finish == ListingHost.now + 2 * 86_400)
        #expect(try ListingHost(text([0, 2, 1])).listing(.restic).newest?.finish == ListingHost.now - 2 * 86_400)
    }

    @Test func `without the status of the job the reader is told that incomplete snapshots look complete`() throws {
        var host = ListingHost("[\(RecordedListings.newSnapshot)]")
        #expect(try host.listing(.restic).remarksTogether.contains("StatusFile="))
        #expect(try host.listing(.restic, ["StatusFile": "/var/lib/backup/web.status"]).remarks.isEmpty)
        host = ListingHost("[]")
        #expect(try host.listing(.restic).remarks.isEmpty)
    }

    @Test(
        arguments: [
            (["Host": "vm"], RecordedListings.new), (["Host": "other"], RecordedListings.old),
            (["Path": "/srv/src2"], RecordedListings.old),
            (["Host": "vm", "Path": "/srv/src"], RecordedListings.new),
        ] as [([String: String], String)])
    func `a set narrows to a host and paths`(settings: [String: String], id: String) throws {
        let listing = try ListingHost(RecordedListings.restic).listing(.restic, settings)
        #expect(listing.newest?.id == id && listing.count == 1 && listing.gap == nil)
    }

    @Test func `a set that narrows to nothing has positively nothing, and is told what there is`() throws {
        let listing = try ListingHost(RecordedListings.restic).listing(.restic, ["Host": "web", "Prefix": "x"])
        #expect(listing.newest == nil && listing.count == 0 && listing.gap == nil)
        #expect(listing.remarksTogether.contains("vm:/srv/src") && listing.remarksTogether.contains("Prefix="))
    }

    @Test func `an empty repository has positively nothing`() throws {
        let listing = try ListingHost("[]\n").listing(.restic)
        #expect(listing.newest == nil && listing.count == 0 && listing.gap == nil)
    }

    @Test func `a point that a record names is found in any series, by its short id too`() throws {
        let host = ListingHost(RecordedListings.restic)
        for id in [RecordedListings.new, "8014adfe"] {
            #expect(try host.listing(.restic, seeking: [id]).found.map(\.id) == [RecordedListings.new])
        }
        #expect(try host.listing(.restic, seeking: ["8014adf"]).found.isEmpty)
    }

    @Test func `newer restic tells the size, and how long the backup took`() throws {
        let summary = """
            "summary":{"backup_start":"2026-11-22T05:30:00+01:00","backup_end":"2026-11-22T05:40:00.5+01:00","total_bytes_processed":77},
            """
        let text = "[\(RecordedListings.newSnapshot)]".replacing("\"hostname\"", with: "\(summary)\"hostname\"")
        #expect(try ListingHost(text).listing(.restic).newest == RestorePoint(RecordedListings.new, finish: fresh + 601, bytes: 77))
    }

    @Test func `a snapshot of an incomplete run does not count`() throws {
        var status = BackupStatus()
        status.result = .incomplete
        status.exitCode = 3
        status.finish = fresh + 60
        let named = { (id: String?, start: Int64?, last: Int64?) in
            var status = status
            status.id = id
            status.start = start
            status.lastComplete = last.map {
                var last = BackupStatus.LastComplete()
                last.finish = $0
                return last
            }
            return IncompleteRun(status)?.deficit(of: RecordedListings.new, begun: fresh) != nil
        }
        #expect(named("8014adfe", nil, nil) && named(RecordedListings.new, nil, nil))
        #expect(named(nil, fresh - 1, nil) && named(nil, fresh + 30, fresh - 86_400))
        #expect(!named(nil, nil, nil) && !named(nil, fresh + 1, nil) && !named("289556b8", fresh + 1, fresh + 1))
        status.result = .success
        #expect(IncompleteRun(status) == nil)
    }

    @Test(arguments: [
        "", " \n", "[", "{}", "null", "[null]", "[{}]", "Fatal: wrong password or no key found",
        "[{\"id\":\"8014adfe\",\"time\":\"2026-11-22T04:30:48Z\"}]",
    ])
    func `what is no listing is inconclusive`(text: String) throws {
        let listing = try ListingHost(text).listing(.restic)
        #expect(listing.gap?.reason == (text.allSatisfy(\.isWhitespace) ? .emptyOutput : .parseError))
        #expect(listing.newest == nil && listing.count == 0)
    }

    @Test func `no beginning of a listing passes for the whole`() throws {
        let bytes = Array(RecordedListings.grouped.utf8)
        for length in 0..<bytes.count - 3 {
            #expect(try ListingHost(bytes: Array(bytes[..<length])).listing(.restic).gap != nil)
        }
    }

    @Test(arguments: [
        "0001-01-01T00:00:00Z", "2026-11-22T04:30:48", "2026-13-22T04:30:48Z", "9999-12-31T23:59:59Z", "yesterday", "",
    ])
    func `a snapshot of no known time leaves the whole inconclusive`(time: String) throws {
        let text = RecordedListings.restic.replacing("2026-11-22T04:30:48.704212828Z", with: time)
        #expect(try ListingHost(text).listing(.restic, ["Host": "other"]).gap?.reason == .parseError)
    }

    @Test func `a snapshot of the future is a point like others`() throws {
        let text = RecordedListings.restic.replacing("2026-11-22", with: "2199-11-22")
        #expect(try (ListingHost(text).listing(.restic, ["Host": "vm"]).newest?.finish ?? 0) > ListingHost.now)
    }

    @Test func `of a key that stands twice the last counts`() throws {
        let text = RecordedListings.restic.replacing("\"hostname\":\"vm\"", with: "\"hostname\":\"other\",\"hostname\":\"vm\"")
        #expect(try ListingHost(text).listing(.restic, ["Host": "vm"]).count == 1)
    }

    @Test func `a number beyond all bounds is no size`() throws {
        for size in ["99999999999999999999", "-1", "1e400"] {
            let text = "[\(RecordedListings.newSnapshot)]".replacing(
                "\"hostname\"", with: "\"summary\":{\"total_bytes_processed\":\(size)},\"hostname\"")
            #expect(try ListingHost(text).listing(.restic).newest?.bytes == nil)
        }
    }

    @Test func `ten thousand hosts are more than anybody judges together`() throws {
        let many = (0..<1001).map { RecordedListings.newSnapshot.replacing("\"vm\"", with: "\"vm\($0)\"") }
        let listing = try ListingHost("[\(many.joined(separator: ","))]").listing(.restic)
        #expect(listing.gap?.reason == .limitExceeded && listing.newest == nil)
    }

    @Test func `names from a listing cannot forge a line`() throws {
        let listing = try ListingHost(RecordedListings.restic.replacing("\"vm\"", with: #""v\nm\u001b[0m""#)).listing(
            .restic, ["Host": "x"])
        #expect(listing.remarks.allSatisfy { $0.unicodeScalars.allSatisfy { $0.value >= 0x20 } })
    }

    @Test func `a local repository has to hold the newest snapshot`() throws {
        var host = ListingHost("[\(RecordedListings.newSnapshot)]")
        let settings = ["Repository": "/srv/restic"]
        #expect(try host.listing(.restic, settings).gap?.reason == .sourceConflict)
        let snapshots: HostPath = "/srv/restic/snapshots"
        host.tree[snapshots.appending(HostPath(RecordedListings.old))] = ""
        #expect(try host.listing(.restic, settings).gap?.reason == .sourceConflict)
        host.tree[snapshots.appending(HostPath(RecordedListings.new))] = ""
        #expect(try host.listing(.restic, settings).gap == nil)
        host.tree["/srv/restic"] = .denied
        let denied = try host.listing(.restic, settings)
        #expect(denied.gap == nil && denied.remarksTogether.contains("not held against the repository"))
        let remote = try host.listing(.restic, ["Repository": "sftp:backup@vault:/srv/restic"])
        #expect(!remote.remarksTogether.contains("not held against the repository"))
    }
}
