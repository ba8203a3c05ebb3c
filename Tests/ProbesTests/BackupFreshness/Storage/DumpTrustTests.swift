import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

struct DumpTrustTests {
    private let pattern = "/srv/dumps/db-*.dump"

    private func host(directory mode: UInt32, owner: UInt32 = 0) -> BackupHost {
        var host = BackupHost()
        host.files["/srv/dumps"] = .directory(owner: owner, mode: mode)
        host.dump("/srv/dumps/db-1.dump", age: 3_600)
        return host
    }

    @Test func `what lies in a directory that anybody may write proves nothing`() throws {
        let gap = try #require(try host(directory: 0o777).listing("file", pattern).gap)
        #expect(gap.reason == .notObservable)
        #expect(gap.path == "/srv/dumps")
        #expect(gap.text.contains("chmod o-w /srv/dumps"))
        #expect(try host(directory: 0o775).listing("file", pattern).gap == nil)
    }

    @Test func `a directory on the way counts, and the one that a link on the way lies in`() throws {
        var host = host(directory: 0o755)
        host.files["/srv"] = .directory(mode: 0o777)
        #expect(try host.listing("file", pattern).gap?.text.contains("chmod o-w /srv") ?? false)
        var linked = BackupHost()
        linked.dump("/data/pool/dumps/db-1.dump", age: 3_600)
        linked.files["/srv/dumps"] = .link("/data/pool/dumps")
        #expect(try linked.listing("file", pattern).gap == nil)
        for open in ["/srv", "/data", "/data/pool", "/data/pool/dumps"] {
            var host = linked
            host.files[HostPath(open)] = .directory(mode: 0o777)
            #expect(try host.listing("file", pattern).gap?.text.contains("chmod o-w \(open)") ?? false, "\(open)")
        }
    }

    @Test func `a dump that a link leads to lies where the link leads`() throws {
        var host = host(directory: 0o755)
        host.files["/open"] = .directory(mode: 0o777)
        host.dump("/open/dump", age: 1_800)
        host.files["/srv/dumps/db-2.dump"] = .link("/open/dump")
        #expect(try host.listing("file", pattern).gap?.text.contains("chmod o-w /open") ?? false)
    }

    @Test func `a dump that anybody may write is no restore point`() throws {
        var host = host(directory: 0o755)
        host.files["/srv/dumps/db-2.dump"] = .file([1], mode: 0o666)
        host.files.alterations["/srv/dumps/db-2.dump"] = { $0.modified = Moment(seconds: BackupHost.now - 600) }
        let listing = try host.listing("file", pattern)
        #expect(listing.gap == nil)
        #expect(listing.newest?.id == "/srv/dumps/db-1.dump")
        #expect(listing.deficits.map(\.why) == ["anybody may write it, so it proves nothing; chmod o-w /srv/dumps/db-2.dump"])
    }

    @Test func `where anybody may put new files, those of root and of the directory's owner count`() throws {
        var host = host(directory: 0o1777, owner: 34)
        host.dump("/srv/dumps/db-2.dump", age: 1_800)
        host.dump("/srv/dumps/db-3.dump", age: 900)
        for (path, owner) in [("/srv/dumps/db-2.dump", 34), ("/srv/dumps/db-3.dump", 65_534)] as [(HostPath, UInt32)] {
            let alteration = host.files.alterations[path]
            host.files.alterations[path] = { status in
                alteration?(&status)
                status.owner = owner
            }
        }
        let listing = try host.listing("file", pattern)
        #expect(listing.gap == nil)
        #expect(listing.newest?.id == "/srv/dumps/db-2.dump")
        #expect(listing.count == 2)
        #expect(listing.deficits.first?.why.contains("uid 65534") ?? false)
    }
}
