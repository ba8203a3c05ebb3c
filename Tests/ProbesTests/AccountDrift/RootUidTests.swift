import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct RootUidTests {
    private let check: CheckID = "account-drift.root-uid"

    @Test func `a host on which only root has uid 0 passes`() throws {
        #expect(try AccountHost().results().verdicts(check) == ["root": .pass])
    }

    @Test(arguments: ["0", "00", "000000000"])
    func `another name with uid 0 fails, locked or not`(_ uid: String) throws {
        let host = AccountHost(["/etc/passwd": .text("root:x:0:0::/root:/bin/bash\ntoor:!:\(uid):0::/root:/usr/sbin/nologin\n")])
        #expect(try host.results().verdicts(check) == ["root": .pass, "toor": .fail(.unexpected)])
        #expect(try host.results().result(check, "toor")?.sources == [Source("/etc/passwd", line: 2)])
    }

    @Test func `without root nothing is known, and a root with another uid fails`() throws {
        let nobody = AccountHost(["/etc/passwd": "alice:x:1000:1000::/home/alice:/bin/sh\n"])
        #expect(try nobody.results().verdicts(check) == ["root": .inconclusive(.populationIncomplete)])
        let moved = AccountHost(["/etc/passwd": "root:x:5:0::/root:/bin/sh\nking:x:0:0::/root:/bin/sh\n"])
        #expect(try moved.results().verdicts(check) == ["root": .fail(.changed), "king": .fail(.unexpected)])
    }

    @Test func `a passwd file that cannot be read is inconclusive, and so is a missing one`() throws {
        let denied = AccountHost(["/etc/passwd": .denied])
        #expect(try denied.results().verdicts(check) == ["source:/etc/passwd": .inconclusive(.unreadable)])
        var missing = AccountHost()
        missing.tree["/etc/passwd"] = nil
        #expect(try missing.results().verdicts(check) == ["source:/etc/passwd": .inconclusive(.unreadable)])
    }

    @Test func `lines that are no account, and entries of nss_compat, keep the population open without their text`() throws {
        let host = AccountHost(["/etc/passwd": "root:x:0:0::/root:/bin/sh\nsecret words\n+@admins::::::\n"])
        let results = try host.results()
        #expect(results.verdicts(check) == ["root": .pass, "source:/etc/passwd": .inconclusive(.parseError)])
        let source = try #require(results.result(check, "source:/etc/passwd"))
        #expect(source.sources == [Source("/etc/passwd", line: 2), Source("/etc/passwd", line: 3)])
        #expect(!source.observed.contains("secret"))
    }

    @Test func `a directory service is a subject of its own, unless the population is declared local`() throws {
        let host = AccountHost(["/etc/nsswitch.conf": "passwd: files sss\ngroup: files\n"])
        #expect(try host.results().verdicts(check) == ["root": .pass, "source:sss": .inconclusive(.populationIncomplete)])
        let local = AccountHost(["/etc/nsswitch.conf": "passwd: files sss\n"], settings: [("Population", "local")])
        #expect(try local.results().verdicts(check) == ["root": .pass, "source:sss": .notApplicable(.declaredOutOfScope)])
    }

    @Test func `records of systemd count only where some lie about`() throws {
        let host = AccountHost(["/etc/userdb/bob.user": "{}"])
        #expect(try host.results().verdicts(check) == ["root": .pass, "source:systemd": .inconclusive(.populationIncomplete)])
    }
}
