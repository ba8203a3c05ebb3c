import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct BarmanAdapterTests {
    private let source = "/var/lib/barman/main"

    /// As barman 3.4 writes it with PostgreSQL 15, for a backup in `backup_method = postgres`.
    private func info(_ status: String, begin: String, end: String, more: String = "") -> String {
        """
        backup_label='START WAL LOCATION: 0/2000028 (file 000000010000000000000002)\\nSTART TIME: \(begin)\\nstatus=DONE\\n'
        begin_offset=40
        begin_time=\(begin)
        begin_wal=000000010000000000000002
        compression=None
        copy_stats={'copy_time': 4.975783, 'total_time': 4.975783}
        deduplicated_size=23171182
        end_time=\(end)
        error=None
        mode=postgres
        pgdata=/var/lib/postgresql/15/main
        server_name=main
        size=23171190
        status=\(status)
        systemid=7710848664650039687
        tablespaces=None
        version=150018
        \(more)
        """
    }

    private func host(_ backups: [(id: String, info: String)]) -> BackupHost {
        var host = BackupHost()
        host.isTree = true
        host.files["/var/lib/barman/main/base"] = .directory()
        for (id, info) in backups {
            host.files[HostPath("/var/lib/barman/main/base/\(id)/backup.info")] = .text(info)
            host.files[HostPath("/var/lib/barman/main/base/\(id)/data/PG_VERSION")] = "15"
        }
        return host
    }

    @Test func `a backup that is done counts from its end, whatever the zone`() throws {
        let host = host([
            ("20260921T000000", info("DONE", begin: "2026-09-21 00:00:00+00:00", end: "2026-09-21 01:00:00.072874+00:00")),
            ("20260920T000000", info("DONE", begin: "2026-09-20 00:00:00+02:00", end: "2026-09-20 02:30:00.5+02:00")),
        ])
        let listing = try host.listing("barman", source)
        #expect(listing.gap == nil)
        #expect(listing.count == 2)
        #expect(listing.newest == RestorePoint("20260921T000000", finish: 1_789_952_400, bytes: 23_171_190))
        #expect(listing.oldest?.finish == 1_789_864_200)
        #expect(listing.repository == "7710848664650039687")
        #expect(listing.encryption == EncryptionMode("none", isEncrypted: false))
    }

    @Test(arguments: ["WAITING_FOR_WALS", "STARTED", "FAILED", "EMPTY", "SYNCING", "HALF_DONE"])
    func `a backup in any other state cannot be restored`(status: String) throws {
        let host = host([("20260921T000000", info(status, begin: "2026-09-21 00:00:00+00:00", end: "None"))])
        let listing = try host.listing("barman", source)
        #expect(listing.gap == nil)
        #expect(listing.newest == nil)
        #expect(listing.deficits.map(\.why) == ["status=\(status)"])
        #expect(listing.deficits.first?.point.finish == 1_789_948_800)
    }

    @Test func `fresh WAL is told, and excuses nothing`() throws {
        var host = host([("20260921T000000", info("FAILED", begin: "2026-09-21 00:00:00+00:00", end: "None"))])
        host.files["/var/lib/barman/main/wals/xlog.db"] = "x"
        host.files.alterations["/var/lib/barman/main/wals/xlog.db"] = { $0.modified = Moment(seconds: BackupHost.now - 3 * 3600) }
        let listing = try host.listing("barman", source)
        #expect(listing.newest == nil)
        #expect(listing.remarks == ["the newest WAL was archived 3 hours before this look"])
    }

    @Test func `a later barman says that it encrypts`() throws {
        let text = info("DONE", begin: "None", end: "2026-09-21 01:00:00+00:00", more: "encryption=gpg")
        #expect(try host([("20260921T000000", text)]).listing("barman", source).encryption == EncryptionMode("gpg", isEncrypted: true))
    }

    @Test func `a time without a zone, and a file without a status, leave a gap`() throws {
        let unzoned = host([("1", info("DONE", begin: "None", end: "2026-09-21 01:00:00"))])
        #expect(try unzoned.listing("barman", source).gap?.reason == .clockInvalid)
        let hostile = host([("1", info("DONE", begin: "None", end: "9999-12-31 23:59:59+00:00"))])
        #expect(try hostile.listing("barman", source).gap?.reason == .clockInvalid)
        let broken = host([("1", "\u{0}\u{1}rubbish"), ("2", info("DONE", begin: "None", end: "2026-09-21 01:00:00+00:00"))])
        let listing = try broken.listing("barman", source)
        #expect(listing.gap?.reason == .parseError)
        #expect(listing.count == 1)
    }

    @Test func `no backup at all is seen, a directory of another kind is a gap`() throws {
        let empty = try host([]).listing("barman", source)
        #expect(empty.gap == nil)
        #expect(empty.count == 0)
        #expect(try BackupHost().listing("barman", source).gap?.reason == .unreadable)
        var denied = host([("1", "status=DONE")])
        denied.files["/var/lib/barman/main/base/1/backup.info"] = .denied
        #expect(try denied.listing("barman", source).gap?.reason == .unreadable)
    }

    private var done: BackupHost { host([("1", info("DONE", begin: "None", end: "2026-09-21 01:00:00+00:00"))]) }

    @Test func `a backup that is done but whose data is gone cannot be restored`() throws {
        var host = done
        host.files["/var/lib/barman/main/base/1/data/PG_VERSION"] = nil
        let gone = try host.listing("barman", source)
        #expect(gone.newest == nil)
        #expect(gone.encryption == nil)
        #expect(gone.deficits.map(\.why) == ["its data directory is not there"])
        host.files["/var/lib/barman/main/base/1/data"] = "a file"
        #expect(try host.listing("barman", source).deficits.map(\.why) == ["its data directory is not there"])
        host.files["/var/lib/barman/main/base/1/data"] = .directory()
        #expect(try host.listing("barman", source).deficits.map(\.why) == ["its data directory is empty"])
    }

    @Test(arguments: ["data/base.tar.gz", "data/backup_label", "pgdata/PG_VERSION"])
    func `data is there packed, as the label of a snapshot, and where the first barman put it`(name: String) throws {
        var host = done
        host.files["/var/lib/barman/main/base/1/data/PG_VERSION"] = nil
        host.files[HostPath("/var/lib/barman/main/base/1/\(name)")] = "x"
        #expect(try host.listing("barman", source).count == 1)
    }

    @Test(arguments: ["", "/base", "/base/1", "/base/1/data"])
    func `where anybody may put one directory in the place of another, nothing is proved`(below: String) throws {
        var host = done
        let open = HostPath(source + below)
        host.files[open] = .directory(mode: 0o777)
        let gap = try #require(try host.listing("barman", source).gap)
        #expect(gap.reason == .notObservable)
        #expect(gap.text.contains("chmod o-w \(open)"))
    }

    @Test func `a backup.info that anybody may write proves nothing`() throws {
        var host = done
        let path: HostPath = "/var/lib/barman/main/base/1/backup.info"
        host.files.alterations[path] = { $0.mode = 0o666 }
        let gap = try #require(try host.listing("barman", source).gap)
        #expect(gap.reason == .notObservable)
        #expect(gap.text.contains("chmod o-w \(path)"))
    }
}
