import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct FileAdapterTests {
    private let pattern = "/srv/dumps/db-*.dump"

    @Test func `every regular file that matches is a point, complete at its mtime`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: 90_000, size: 700)
        host.dump("/srv/dumps/db-2.dump", age: 3_600, size: 800)
        host.dump("/srv/dumps/other-3.dump", age: 60)
        let listing = try host.listing("file", pattern)
        #expect(listing.gap == nil)
        #expect(listing.count == 2)
        #expect(listing.newest == RestorePoint("/srv/dumps/db-2.dump", finish: BackupHost.now - 3_600, bytes: 800))
        #expect(listing.before?.id == "/srv/dumps/db-1.dump")
        #expect(listing.encryption == EncryptionMode("pg_dump, in “/srv/dumps/db-2.dump”", isEncrypted: false))
    }

    @Test func `wildcards stand in directories too, and a prefix narrows by name`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/mon/db.dump", age: 7_200)
        host.dump("/srv/dumps/tue/db.dump", age: 3_600)
        host.dump("/srv/dumps/tue/web.dump", age: 1_800)
        #expect(try host.listing("file", "/srv/dumps/*/*.dump").count == 3)
        #expect(try host.listing("file", "/srv/dumps/*/*.dump", "Prefix=db").newest?.id == "/srv/dumps/tue/db.dump")
        #expect(try host.listing("file", "/srv/dumps/tue/web.dump").count == 1)
    }

    @Test func `what is no regular file is no dump, however new`() throws {
        var host = BackupHost()
        host.files["/srv/dumps/db-1.dump"] = .directory()
        host.files["/srv/dumps/db-2.dump"] = .fifo
        host.files["/srv/dumps/db-3.dump"] = .link("nowhere")
        host.files["/srv/dumps/db-4.dump"] = .link("db-4.dump")
        let listing = try host.listing("file", pattern)
        #expect(listing.gap == nil)
        #expect(listing.count == 0)
        #expect(listing.newest == nil)
        #expect(listing.remarks.count == 4)
    }

    @Test func `a link and its target are one dump`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: 3_600)
        host.files["/srv/dumps/db-latest.dump"] = .link("db-1.dump")
        #expect(try host.listing("file", pattern).count == 1)
    }

    @Test func `a file that has just changed is no backup yet, and the one before it counts`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: 90_000)
        host.dump("/srv/dumps/db-2.dump", age: 30, size: 100)
        let first = try host.listing("file", pattern)
        #expect(first.newest?.id == "/srv/dumps/db-1.dump")
        #expect(first.deficits.map(\.point.id) == ["/srv/dumps/db-2.dump"])
        #expect(
            first.deficits.map(\.why) == ["changed 30 seconds before this look: it may still be being written; look again in two minutes"])
        let second = try host.listing("file", pattern, after: first)
        #expect(second.newest?.id == "/srv/dumps/db-2.dump")
        #expect(second.deficits.isEmpty)
        host.dump("/srv/dumps/db-2.dump", age: 0, size: 200)
        #expect(try host.listing("file", pattern, after: first).newest?.id == "/srv/dumps/db-1.dump")
    }

    @Test func `an old mtime does not hide that a file is being written`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: 90_000, changed: 10)
        #expect(try host.listing("file", pattern).newest == nil)
    }

    @Test func `an mtime ahead of the clock is kept for the judge`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: -9_000, changed: 600)
        #expect(try host.listing("file", pattern).newest?.finish == BackupHost.now + 9_000)
    }

    @Test func `an empty dump is the newest all the same, but does not count`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-1.dump", age: 90_000)
        host.dump("/srv/dumps/db-2.dump", age: 3_600, [])
        let listing = try host.listing("file", pattern)
        #expect(listing.newest?.bytes == 0)
        #expect(listing.count == 1)
        #expect(listing.before?.id == "/srv/dumps/db-1.dump")
        #expect(listing.encryption?.name == "pg_dump, in “/srv/dumps/db-1.dump”")
    }

    @Test func `a directory that is not there holds no dump; one that cannot be read is a gap`() throws {
        var host = BackupHost()
        host.files["/srv/other"] = "x"
        let missing = try host.listing("file", pattern)
        #expect(missing.gap == nil)
        #expect(missing.count == 0)
        #expect(missing.remarks == ["there is no directory /srv/dumps"])
        #expect(try host.listing("file", "/srv/dumps/*/x").remarks == ["no directory matches /srv/dumps/*"])
        host.files["/srv/dumps"] = .denied
        #expect(try host.listing("file", pattern).gap?.reason == .unreadable)
        #expect(try host.listing("file", "/srv/dumps/deep/*").gap?.reason == .unreadable)
    }

    @Test func `one link that leads in a circle does not hide the dumps beside it`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/a/db-1.dump", age: 3_600)
        host.dump("/srv/dumps/a/deep/db-2.dump", age: 3_600)
        host.files["/srv/dumps/loop"] = .link("loop")
        for (pattern, loop) in [("*/db-*", "loop"), ("*/deep/db-*", "loop/deep"), ("*/*/db-*", "loop")] {
            let listing = try host.listing("file", "/srv/dumps/\(pattern)")
            #expect(listing.gap == nil && listing.count == 1)
            #expect(listing.remarks.contains { $0.hasPrefix("passed over: /srv/dumps/\(loop), a link that leads in a circle") })
        }
        host.files["/srv/dumps/locked"] = .denied
        #expect(try host.listing("file", "/srv/dumps/*/deep/db-*").gap?.text.contains("permission denied") == true)
    }

    @Test func `a directory that is named and leads in a circle is a gap that names it`() throws {
        var host = BackupHost()
        host.files["/srv/loop"] = .link("loop")
        for pattern in ["/srv/loop/db-*", "/srv/loop/*/db-*"] {
            let gap = try #require(try host.listing("file", pattern).gap)
            #expect(gap.reason == .unreadable && gap.text.contains("/srv/loop is a link that leads in a circle"))
        }
    }

    @Test func `a dump whose header cannot be read says nothing about encryption`() throws {
        var host = BackupHost()
        host.files["/srv/dumps/db-1.dump"] = .failing(.failed("/srv/dumps/db-1.dump", "Input/output error"))
        host.files.alterations["/srv/dumps/db-1.dump"] = { $0.size = 700 }
        let listing = try host.listing("file", pattern)
        #expect(listing.newest != nil)
        #expect(listing.encryption == nil)
        #expect(listing.remarks.first?.contains("Input/output error") ?? false)
    }

    @Test func `names that forge lines come out escaped, and are read all the same`() throws {
        var host = BackupHost()
        host.dump("/srv/dumps/db-\n%1.dump", age: 3_600, [0x1F, 0x8B, 0x08])
        let listing = try host.listing("file", pattern, seeking: ["/srv/dumps/db-%0A%251.dump"])
        #expect(listing.newest?.id == "/srv/dumps/db-%0A%251.dump")
        #expect(listing.found.count == 1)
        #expect(listing.encryption?.name == "gzip, in “/srv/dumps/db-%0A%251.dump”")
    }
}
