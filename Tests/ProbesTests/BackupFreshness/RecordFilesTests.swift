import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Whether a record on a host counts.
struct RecordFilesTests {
    @Test func `a record that only its writers can have written counts, with where it came from`() throws {
        let read = RecordHost(RecordHost.success).read(BackupStatus.self)
        #expect(read.gap == nil && read.record?.id == "4f3c" && read.path == "/srv/web.json")
        #expect(read.provenance?.digest == "010203" && read.provenance?.modified == RecordHost.written)
    }

    @Test func `no file is no record and no gap`() {
        let read = RecordHost().read(BackupStatus.self)
        #expect(read.record == nil && read.gap == nil && read.path == "/srv/web.json")
    }

    @Test(arguments: [
        (MemoryTree.Entry.denied, InconclusiveReason.unreadable), (.fifo, .unreadable), (.directory(), .unreadable),
        (.text(""), .emptyOutput),
        (.text("{"), .parseError), (.text("\0\0"), .parseError), (.text(RecordHost.integrity), .parseError),
        (.text(RecordHost.success + "{}"), .parseError), (.text(String(repeating: " ", count: 65_537)), .limitExceeded),
        (.link("/etc/web.json"), .notObservable), (.link("/nowhere"), .notObservable),
    ])
    func `what cannot be read is a gap with its reason`(entry: MemoryTree.Entry, reason: InconclusiveReason) {
        var host = RecordHost(RecordHost.success, at: "/etc/web.json")
        host.files["/srv/web.json"] = entry
        let read = host.read(BackupStatus.self)
        #expect(read.gap?.reason == reason && read.record == nil)
        #expect(host.listing().gap?.reason == reason)
    }

    @Test func `a malformed record names its line, and never its text`() {
        let read = RecordHost("{\"format\":\"soc2d.backup.v1\",\n\"set\":\"secret\" \"x\"}").read(BackupStatus.self)
        #expect(read.gap?.line == 2 && read.gap?.text.contains("secret") == false)
    }

    @Test func `a record about another set is a conflict`() {
        let read = RecordHost(RecordHost.success.replacing("\"web\"", with: "\"db\"")).read(BackupStatus.self)
        #expect(read.gap?.reason == .sourceConflict && read.gap?.text.contains("“db”, not “web”") == true)
    }

    @Test func `a record of another source than the set has now is a conflict, and one that names none counts`() throws {
        let named = RecordHost.integrity.replacing("\"finish\"", with: "\"source\":\"/srv/old.json\",\"finish\"")
        let gap = RecordHost(named).read(IntegrityCheck.self).gap
        #expect(gap?.reason == .sourceConflict)
        #expect(gap?.text.contains("Source=/srv/old.json, which has Source=/srv/web.json now") == true)
        #expect(RecordHost(named.replacing("old", with: "web")).read(IntegrityCheck.self).record?.source == "/srv/web.json")
        #expect(RecordHost(RecordHost.restore).read(RestoreTest.self).record?.source == nil)
        var restore = try RestoreTest(parsing: Array(RecordHost.restore.utf8))
        restore.source = "/srv/o%0Ald.json"
        #expect(try RestoreTest(parsing: restore.json) == restore)
        #expect(RecordHost(String(decoding: restore.json, as: UTF8.self)).read(RestoreTest.self).gap?.reason == .sourceConflict)
    }

    @Test func `a record that anybody may write proves nothing`() {
        for mode: UInt32 in [0o646, 0o602, 0o777] {
            let gap = RecordHost(RecordHost.success, mode: mode).read(BackupStatus.self).gap
            #expect(gap?.reason == .notObservable)
            #expect(gap?.text == "anybody may write it, so it proves nothing; chmod o-w /srv/web.json")
        }
        #expect(RecordHost(RecordHost.success, mode: 0o664).read(BackupStatus.self).gap == nil)
    }

    @Test func `a directory that anybody may write, above or beside, makes a record worthless`() {
        for directory: HostPath in ["/srv", "/"] {
            var host = RecordHost(RecordHost.success)
            host.files[directory] = .directory(mode: 0o777)
            #expect(host.read(BackupStatus.self).gap?.text.contains("chmod o-w \(directory.escaped)") == true)
        }
    }

    @Test func `in a directory like /tmp a record belongs to root or to the directory's owner`() {
        for (owner, counts): (UInt32, Bool) in [(0, true), (33, true), (1000, false)] {
            var host = RecordHost(RecordHost.success, owner: owner)
            host.files["/srv"] = .directory(owner: 33, mode: 0o1777)
            #expect((host.read(BackupStatus.self).record != nil) == counts, "\(owner)")
        }
    }

    @Test func `every directory below one like /tmp belongs to root or to that directory's owner`() {
        for (owner, counts): (UInt32, Bool) in [(0, true), (33, true), (65_534, false)] {
            var host = RecordHost(RecordHost.success, owner: owner)
            host.files["/"] = .directory(owner: 33, mode: 0o1777)
            host.files["/srv"] = .directory(owner: owner)
            let read = host.read(BackupStatus.self)
            #expect((read.record != nil) == counts, "\(owner)")
            if !counts { #expect(read.gap?.text.contains("write it elsewhere than in /") == true) }
        }
    }

    /// A record behind a link in place of a directory.
    private func linked() -> RecordHost {
        var host = RecordHost(RecordHost.success, at: "/data/open/web.json")
        host.files["/srv"] = .link("links/here")
        host.files["/links/here"] = .link("../data/open")
        return host
    }

    @Test func `what lies behind a link counts, not where the link stands`() {
        #expect(linked().read(BackupStatus.self).record != nil)
        for directory: HostPath in ["/data/open", "/data"] {
            var host = linked()
            host.files[directory] = .directory(mode: 0o777)
            #expect(host.read(BackupStatus.self).gap?.text.contains("chmod o-w \(directory.escaped)") == true)
        }
    }

    @Test func `a directory that holds a link on the way counts too`() {
        var host = linked()
        host.files["/links"] = .directory(mode: 0o1777)
        #expect(host.read(BackupStatus.self).record != nil)
        host.files.linkOwners["/links/here"] = 65_534
        #expect(host.read(BackupStatus.self).gap?.text.contains("/links/here does not belong to root") == true)
        host = linked()
        host.files["/links"] = .directory(mode: 0o777)
        #expect(host.read(BackupStatus.self).gap?.text.contains("chmod o-w /links") == true)
    }

    @Test func `a link in the place of the file is trusted where its caller allows it`() throws {
        var tree: MemoryTree = ["/srv/web.json": .link("../data/web.json"), "/data/web.json": "{}"]
        #expect(try RecordTrust.gap(of: "/srv/web.json", in: tree)?.text.contains("a link") == true)
        #expect(try RecordTrust.gap(of: "/srv/web.json", in: tree, allowsLink: true) == nil)
        tree["/data/web.json"] = .file([], mode: 0o666)
        let gap = try RecordTrust.gap(of: "/srv/web.json", in: tree, allowsLink: true)
        #expect(gap?.text.contains("chmod o-w /data/web.json") == true)
        tree["/data/web.json"] = nil
        #expect(try RecordTrust.gap(of: "/srv/web.json", in: tree, allowsLink: true) == nil)
        tree["/srv/web.json"] = .link("web.json")
        #expect(throws: ReadFailure.self) { try RecordTrust.gap(of: "/srv/web.json", in: tree, allowsLink: true) }
    }

    @Test(arguments: [(0, true), (300, true), (301, false), (-300, true), (-301, false)])
    func `a status fits the age of its file within the skew of the clocks`(later: Int64, fits: Bool) {
        let read = RecordHost(RecordHost.success, later: later).read(BackupStatus.self)
        #expect((read.gap == nil) == fits)
        if !fits { #expect(read.gap?.reason == .sourceConflict && read.gap?.text.contains("ClockSkew=5m") == true) }
    }

    @Test(arguments: [(86_400, true), (-300, true), (-301, false)])
    func `the other records may be written later than what they tell, but not before`(later: Int64, fits: Bool) {
        #expect((RecordHost(RecordHost.integrity, later: later).read(IntegrityCheck.self).record != nil) == fits)
        #expect((RecordHost(RecordHost.restore, later: later).read(RestoreTest.self).record != nil) == fits)
    }
}
