import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// When the file that a job hands over proves something.
struct ListingFileTests {
    @Test(arguments: [AdapterName.restic, .borg, .pgbackrest])
    func `a listing that was never written says nothing about the repository`(adapter: AdapterName) throws {
        let gap = try #require(try ListingHost().listing(adapter).gap)
        #expect(gap.reason == .unreadable && gap.text.contains("soc2d record listing --set web -- \(adapter.rawValue)"))
    }

    @Test func `a listing that anybody may write proves nothing`() throws {
        var host = ListingHost("[]")
        host.tree[ListingHost.path] = .file(Array("[]".utf8), mode: 0o646)
        #expect(try host.listing(.restic).gap?.reason == .notObservable)
    }

    @Test func `neither does one that anybody may replace`() throws {
        var host = ListingHost("[]")
        host.tree["/var/lib/backup"] = .directory(mode: 0o777)
        #expect(try host.listing(.restic).gap?.reason == .notObservable)
        host.tree["/var/lib/backup"] = .directory(mode: 0o1777)
        #expect(try host.listing(.restic).gap == nil)
    }

    @Test func `a listing below a directory of somebody else in /tmp proves nothing`() throws {
        var host = ListingHost("[]")
        host.tree["/var"] = .directory(mode: 0o1777)
        host.tree["/var/lib"] = .directory(owner: 65_534)
        #expect(try host.listing(.restic).gap?.reason == .notObservable)
    }

    @Test func `a listing behind a link counts as what the link leads to`() throws {
        var host = ListingHost("[]")
        host.tree["/data/web.json"] = host.tree[ListingHost.path]
        host.tree[ListingHost.path] = .link("/data/web.json")
        #expect(try host.listing(.restic).gap == nil)
        host.tree["/data"] = .directory(mode: 0o777)
        #expect(try host.listing(.restic).gap?.text.contains("chmod o-w /data") == true)
    }

    @Test func `an attempt that anybody may have written is one of which nobody knows how it ended`() throws {
        var host = ListingHost(RecordedListings.restic)
        let path = ListingHost.path.with(suffix: ".status")
        host.attempt(at: ListingHost.listed + 60, exitCode: 0)
        let trusted = try host.listing(.restic)
        #expect(trusted.attempt == nil)
        host.tree[path] = .file(Array("{}".utf8), mode: 0o666)
        let listing = try host.listing(.restic)
        #expect(listing.gap == nil && listing.newest != nil && listing.remarks == trusted.remarks)
        #expect(listing.attempt?.reason == .notObservable && listing.attempt?.path == path.escaped)
    }

    @Test(arguments: [
        (MemoryTree.Entry.denied, InconclusiveReason.unreadable), (.directory(), .unreadable), (.fifo, .unreadable),
        (.failing(.tooLarge(ListingHost.path, .configuration)), .limitExceeded),
        (.failing(.changing(ListingHost.path)), .changedDuringRead),
    ])
    func `what cannot be read is inconclusive`(entry: MemoryTree.Entry, reason: InconclusiveReason) throws {
        var host = ListingHost()
        host.tree[ListingHost.path] = entry
        for adapter in [AdapterName.restic, .borg, .pgbackrest] { #expect(try host.listing(adapter).gap?.reason == reason) }
    }

    @Test(arguments: [
        (AdapterName.restic, 11, InconclusiveReason.locked, "locked"), (.restic, 12, .toolFailed, "password"),
        (.restic, 10, .toolFailed, "no repository"), (.restic, 1, .toolFailed, "exit status 1"), (.borg, 73, .locked, "locked"),
        (.borg, 52, .toolFailed, "passphrase"), (.borg, 13, .toolFailed, "no repository"), (.borg, 2, .toolFailed, "exit status 2"),
        (.pgbackrest, 50, .locked, "lock"), (.pgbackrest, 29, .toolFailed, "exit status 29"),
    ])
    func `an attempt that failed since says why`(adapter: AdapterName, status: Int, reason: InconclusiveReason, text: String) throws {
        let listings = [
            AdapterName.restic: RecordedListings.restic, .borg: RecordedListings.borg, .pgbackrest: RecordedListings.pgbackrest,
        ]
        var host = ListingHost(listings[adapter])
        host.attempt(at: ListingHost.listed + 60, exitCode: status)
        let listing = try host.listing(adapter)
        #expect(listing.gap == nil && listing.newest != nil)
        #expect(listing.attempt?.reason == reason && listing.attempt?.text.contains(text) == true)
    }

    @Test func `an attempt before the listing, within the same second, or that went well is no failure`() throws {
        for (moment, status) in [(-60, 11), (1, 11), (60, 0)] as [(Int64, Int)] {
            var host = ListingHost("[]")
            host.attempt(at: ListingHost.listed + moment, exitCode: status)
            let listing = try host.listing(.restic)
            #expect(listing.attempt == nil)
        }
    }

    @Test func `an attempt counts where no listing was ever made`() throws {
        var host = ListingHost()
        host.attempt(at: ListingHost.listed, exitCode: 12)
        let listing = try host.listing(.restic)
        #expect(listing.attempt?.reason == .toolFailed && listing.gap?.reason == .unreadable)
    }

    @Test(arguments: [
        "", "{}", "[1]", "{\"format\":\"soc2d.backup.v1\",\"set\":\"web\",\"finish\":\"2026-11-22T04:30:48Z\",\"exitCode\":11}",
    ])
    func `after a status that is none nobody knows how the last attempt ended`(text: String) throws {
        var host = ListingHost(RecordedListings.restic)
        host.tree[ListingHost.path.with(suffix: ".status")] = .text(text)
        let listing = try host.listing(.restic)
        #expect(listing.attempt?.reason == .parseError && listing.attempt?.text.contains("soc2d.listing.v1") == true)
        #expect(listing.gap == nil && listing.newest != nil)
    }

    @Test(arguments: [MemoryTree.Entry.denied, .fifo, .directory()])
    func `so it is after one that cannot be read`(entry: MemoryTree.Entry) throws {
        var host = ListingHost(RecordedListings.restic)
        host.tree[ListingHost.path.with(suffix: ".status")] = entry
        #expect(try host.listing(.restic).attempt?.reason == .unreadable)
    }

    @Test func `an attempt is about the file, whichever set it was made for`() throws {
        var host = ListingHost("[]")
        host.attempt(at: ListingHost.now, exitCode: 11, set: "another")
        #expect(try host.listing(.restic).attempt?.reason == .locked)
    }

    @Test(arguments: [(AdapterName.restic, "--latest 1000"), (.borg, "--last 1000"), (.pgbackrest, "--repo=1")])
    func `a listing that is too long is told the limit and a way out`(adapter: AdapterName, way: String) throws {
        var host = ListingHost()
        host.tree[ListingHost.path] = .failing(.tooLarge(ListingHost.path, ReadLimits(bytes: 32 << 20, lines: 1)))
        let text = try #require(try host.listing(adapter).gap).text
        #expect(text.contains("33554432 bytes") && text.contains(way))
    }

    @Test func `what is wrong is told with its line`() throws {
        let text = RecordedListings.borg.replacing("\"encryption\": {", with: "\"encryption\": ,")
        let gap = try #require(try ListingHost(text).listing(.borg).gap)
        #expect(gap.reason == .parseError && gap.line == 28)
    }
}
