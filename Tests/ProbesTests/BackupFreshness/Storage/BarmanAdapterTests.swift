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
        for (id, info) in backups { host.files[HostPath("/var/lib/barman/main/base/\(id)/backup.info")] = .text(info) }
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
}
