import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct DormantAccountTests {
    private let check: CheckID = "account-drift.dormant-account"
    private static let now: Int64 = 20_000 * 86_400

    private static func ago(_ days: Int64) -> Int64 { now - days * 86_400 }

    /// A journal that goes back a year, in which bob logs in every day.
    private static let journal = SessionHistory(newest: ["bob": Moment(seconds: ago(1))], beginning: Moment(seconds: ago(365)))

    /// alice and bob have passwords.
    private func host(
        _ changes: [HostPath: MemoryTree.Entry] = [:], settings: [(String, String)] = [], journal: SessionHistory? = journal
    ) -> AccountHost {
        var host = AccountHost(
            [
                "/etc/passwd": """
                root:x:0:0:root:/root:/bin/bash
                alice:x:1000:1000::/home/alice:/bin/bash
                bob:x:1001:1001::/home/bob:/bin/bash

                """,
                "/etc/shadow": """
                root:*:19000:0:99999:7:::
                alice:$y$j9T$abc$def:19000:0:99999:7:::
                bob:$y$j9T$abc$def:19000:0:99999:7:::

                """,
            ], settings: settings)
        for (path, entry) in changes { host.tree[path] = entry }
        if let journal {
            var services = FakeServices()
            services.sessions = journal
            host.services = services
        }
        return host
    }

    private func wtmp(_ records: LoginFiles.Record...) -> MemoryTree.Entry {
        .file(
            LoginFiles.wtmp(.getty(Self.ago(365)), .login("bob", Self.ago(364)))
                + records.flatMap { LoginFiles.wtmp($0) } + LoginFiles.wtmp(.login("bob", Self.ago(1))))
    }

    private func verdict(_ host: AccountHost, _ subject: String = "alice", baseline: AccountDriftEvidence? = nil) throws -> Verdict? {
        try host.results(baseline: baseline).of(check, subject: subject)
    }

    @Test func `an account with a recent login passes, with the file that tells of it`() throws {
        let results = try host(["/var/log/wtmp": wtmp(.login("alice", Self.ago(89)))]).results()
        #expect(results.verdicts(check) == ["alice": .pass, "bob": .pass])
        let result = try #require(results.result(check, "alice"))
        #expect(result.sources.first == Source("/var/log/wtmp"))
        #expect(result.observed == "last login 2024-07-07T00:00:00Z, 89 days ago, by /var/log/wtmp")
    }

    @Test func `an account whose last login is too long ago fails, with the time and how far back the records go`() throws {
        let results = try host(["/var/log/wtmp": wtmp(.login("alice", Self.ago(91)))]).results()
        #expect(results.verdicts(check) == ["alice": .fail(.stale), "bob": .pass])
        let result = try #require(results.result(check, "alice"))
        #expect(result.sources == [Source("/var/log/wtmp"), Source("/etc/passwd", line: 2)])
        #expect(
            result.observed == "last login 2024-07-05T00:00:00Z, 91 days ago, by /var/log/wtmp; "
                + "journal reaches back to 2023-10-05T00:00:00Z; a usable password")
    }

    @Test func `DormantAfter= says what is too long`() throws {
        let log = wtmp(.login("alice", Self.ago(40)))
        #expect(try verdict(host(["/var/log/wtmp": log], settings: [("DormantAfter", "30d")])) == .fail(.stale))
        #expect(try verdict(host(["/var/log/wtmp": log], settings: [("DormantAfter", "60d")])) == .pass)
    }

    @Test func `an account that never logged in fails once it is known for long enough, and not before`() throws {
        let log: [HostPath: MemoryTree.Entry] = ["/var/log/wtmp": wtmp()]
        #expect(try verdict(host(log)) == .fail(.stale))
        func changed(_ day: String) -> AccountHost {
            host(log.merging(["/etc/shadow": .text("root:*:1:0:::::\nalice:$y$a$b$c:\(day):0:::::\nbob:$y$a$b$c:1:0:::::\n")]) { $1 })
        }
        #expect(try verdict(changed("19999")) == .inconclusive(.insufficientHistory))
        #expect(try verdict(changed("0")) == .inconclusive(.insufficientHistory))
        #expect(try verdict(changed("")) == .inconclusive(.insufficientHistory))
        #expect(try verdict(changed("30000")) == .inconclusive(.insufficientHistory))
        var old = changed("19999")
        old.now = Moment(seconds: Self.ago(100))
        let baseline = try old.evidence()
        #expect(try verdict(changed("19999"), baseline: baseline) == .fail(.stale))
        old.now = Moment(seconds: Self.ago(10))
        #expect(try verdict(changed("19999"), baseline: try old.evidence()) == .inconclusive(.insufficientHistory))
    }

    @Test func `an account of the baseline with another uid is another account`() throws {
        let log: [HostPath: MemoryTree.Entry] = [
            "/var/log/wtmp": wtmp(), "/etc/shadow": "alice:$y$a$b$c:19999:0:::::\nbob:$y$a$b$c:1:0:::::\n",
        ]
        var old = host(log.merging(["/etc/passwd": "alice:x:2000:1000::/home/alice:/bin/sh\n"]) { $1 })
        old.now = Moment(seconds: Self.ago(100))
        #expect(try verdict(host(log), baseline: try old.evidence()) == .inconclusive(.insufficientHistory))
    }

    @Test func `records that do not reach back prove nothing, nor do those that nobody writes any more`() throws {
        var journal = Self.journal
        journal.beginning = Moment(seconds: Self.ago(60))
        let results = try host(journal: journal).results()
        #expect(results.of(check, subject: "alice") == .inconclusive(.insufficientHistory))
        #expect(results.result(check, "alice")?.observed.contains("journal reaches back to 2024-08-05T00:00:00Z only") == true)
        journal = SessionHistory(newest: ["bob": Moment(seconds: Self.ago(200))], beginning: Moment(seconds: Self.ago(300)))
        let left = try host(journal: journal).results()
        #expect(left.verdicts(check) == ["alice": .inconclusive(.insufficientHistory), "bob": .inconclusive(.insufficientHistory)])
        #expect(left.result(check, "alice")?.observed.contains("so that perhaps nothing writes it") == true)
    }

    @Test func `files that know no login without a terminal prove nothing, however far they reach back`() throws {
        let lastlog = LoginFiles.lastlog([1000: Self.ago(120), 1001: Self.ago(2)])
        let files: [HostPath: MemoryTree.Entry] = [
            "/var/log/wtmp": wtmp(.login("alice", Self.ago(120))), "/var/log/lastlog": .file(lastlog), "/var/lib/wtmpdb/wtmp.db": "wtmpdb",
        ]
        let tables = FakeTables([
            "wtmpdb": [("alice", 120), ("bob", 1)].map { [.text(Array($0.utf8)), .integer(Self.ago($1) * 1_000_000)] }
        ])
        var host = host(files, journal: nil)
        host.tables = tables
        let result = try #require(try host.results().result(check, "alice"))
        #expect(result.verdict == .inconclusive(.insufficientHistory))
        for words in [
            "/var/lib/wtmpdb/wtmp.db leaves out what needs no terminal, such as sftp", "/var/log/wtmp leaves out",
            "/var/log/lastlog leaves out",
            "there is no /var/lib/lastlog/lastlog2.db, no journal was read",
        ] { #expect(result.observed.contains(words), "\(result.observed)") }
        var journal = Self.journal
        host = self.host(files, journal: journal)
        host.tables = tables
        #expect(try verdict(host) == .fail(.stale))
        // By sftp, every day.
        journal.newest["alice"] = Moment(seconds: Self.ago(1))
        host = self.host(files, journal: journal)
        host.tables = tables
        #expect(try verdict(host) == .pass)
    }

    @Test func `boots with a clock that nobody had set do not make records older`() throws {
        var journal = Self.journal
        journal.beginning = Moment(seconds: 40)
        let log = LoginFiles.wtmp(.boot(Self.ago(900)), .getty(40), .login("bob", 50), .getty(Self.ago(3)), .login("bob", Self.ago(1)))
        #expect(try verdict(host(["/var/log/wtmp": .file(log)], journal: journal)) == .inconclusive(.insufficientHistory))
    }

    @Test func `without any source it is said where was looked`() throws {
        let results = try host(journal: nil).results()
        #expect(results.of(check, subject: "alice") == .inconclusive(.insufficientHistory))
        #expect(results.result(check, "alice")?.observed.contains("/var/lib/lastlog/lastlog2.db") == true)
    }

    @Test func `rotated files and lastlog count too`() throws {
        let older = LoginFiles.wtmp(.getty(Self.ago(200)), .login("alice", Self.ago(80)))
        let newer = LoginFiles.wtmp(.login("bob", Self.ago(1)))
        let rotated = try host(["/var/log/wtmp": .file(newer), "/var/log/wtmp.1": .file(older)]).results()
        #expect(rotated.of(check, subject: "alice") == .pass)
        #expect(rotated.result(check, "alice")?.sources.first == Source("/var/log/wtmp.1"))
        let lastlog = LoginFiles.lastlog([1000: Self.ago(120), 1001: Self.ago(2)])
        let results = try host(["/var/log/lastlog": .file(lastlog)]).results()
        #expect(results.verdicts(check) == ["alice": .fail(.stale), "bob": .pass])
        #expect(results.result(check, "alice")?.sources.first == Source("/var/log/lastlog"))
    }

    @Test func `a login that is yet to come is never a recent one`() throws {
        let results = try host(["/var/log/wtmp": wtmp(.login("alice", Self.ago(-1)))]).results()
        #expect(results.of(check, subject: "alice") == .inconclusive(.clockInvalid))
        #expect(results.result(check, "alice")?.notes.map(\.code) == [.attention])
        let both = try host(["/var/log/wtmp": wtmp(.login("alice", Self.ago(5)), .login("alice", Self.ago(-1)))]).results()
        #expect(both.of(check, subject: "alice") == .pass)
    }

    @Test(arguments: [
        (MemoryTree.Entry.denied, InconclusiveReason.unreadable), (.fifo, .unreadable),
        (.file([UInt8](repeating: 0x41, count: 4000)), .parseError),
    ])
    func `a source that cannot be read proves nothing, and leaves open whether it knows a login`(
        _ entry: MemoryTree.Entry, _ reason: InconclusiveReason
    ) throws {
        let lastlog = LoginFiles.lastlog([1000: Self.ago(120), 1001: Self.ago(2)])
        let results = try host(["/var/log/wtmp": entry, "/var/log/lastlog": .file(lastlog)]).results()
        #expect(
            results.verdicts(check) == [
                "alice": .inconclusive(reason), "bob": .pass, "source:/var/log/wtmp": .inconclusive(reason),
            ])
    }

    @Test func `only accounts that somebody can log in to are subjects`() throws {
        let changes: [HostPath: MemoryTree.Entry] = [
            "/var/log/wtmp": wtmp(),
            "/etc/shadow": "root:*:1:0:::::\nalice:!$y$a$b$c:1:0:::::\nbob:$y$a$b$c:1:0::::1:\n",
        ]
        let results = try host(changes).results()
        #expect(results.verdicts(check) == ["host": .notApplicable(.emptyPopulation)])
    }

    @Test func `a key is a credential, unless sshd does not take it`() throws {
        let line = SampleKeys.ed25519
        let changes: [HostPath: MemoryTree.Entry] = [
            "/var/log/wtmp": wtmp(), "/etc/shadow": "root:*:1:0:::::\nalice:*:1:0:::::\nbob:$y$a$b$c:1:0:::::\n",
            "/home/alice": .directory(owner: 1000), "/home/alice/.ssh": .directory(owner: 1000, mode: 0o700),
            "/home/alice/.ssh/authorized_keys": .file(Array(line.utf8), owner: 1000, mode: 0o600),
        ]
        let results = try host(changes).results()
        #expect(results.of(check, subject: "alice") == .fail(.stale))
        #expect(results.result(check, "alice")?.observed.hasSuffix("a key in /home/alice/.ssh/authorized_keys") == true)
        let open = changes.merging(["/home/alice/.ssh/authorized_keys": .file(Array(line.utf8), owner: 1000, mode: 0o666)]) { $1 }
        #expect(try verdict(host(open)) == nil)
    }

    @Test func `without shadow nobody knows the passwords, and a directory service may hold more accounts`() throws {
        let denied = try host(["/var/log/wtmp": wtmp(), "/etc/shadow": .denied]).results()
        #expect(denied.verdicts(check) == ["source:/etc/shadow": .inconclusive(.unreadable)])
        let foreign = try host(["/var/log/wtmp": wtmp(), "/etc/nsswitch.conf": "passwd: files sss\n"]).results()
        #expect(foreign.of(check, subject: "source:sss") == .inconclusive(.populationIncomplete))
    }

    @Test func `names of any bytes are found, and those that have no room in a record of wtmp are judged by the journal`() throws {
        let long = String(repeating: "n", count: 33)
        var passwd = Array("bob:x:1001:1001::/home/bob:/bin/sh\n\(long):x:1003:1::/:/bin/sh\n".utf8) + [0xFF, 0xFE]
        passwd += Array(":x:1002:1002::/:/bin/sh\n".utf8)
        var shadow = Array("bob:$y$a$b$c:1:0:::::\n\(long):$y$a$b$c:1:0:::::\n".utf8) + [0xFF, 0xFE]
        shadow += Array(":$y$a$b$c:1:0:::::\n".utf8)
        let results = try host([
            "/etc/passwd": .file(passwd), "/etc/shadow": .file(shadow), "/var/log/wtmp": wtmp(.bytes([0xFF, 0xFE], Self.ago(5))),
        ]).results()
        #expect(results.verdicts(check) == ["bob": .pass, "%FF%FE": .pass, long: .fail(.stale)])
    }

    // MARK: Databases and the journal

    @Test func `lastlog2 and wtmpdb tell of logins, in seconds and microseconds`() throws {
        var host = host(["/var/lib/lastlog/lastlog2.db": "lastlog2"])
        host.tables = FakeTables([
            "lastlog2": [[.text(Array("alice".utf8)), .integer(Self.ago(100))], [.text(Array("bob".utf8)), .integer(Self.ago(1))]],
            "wtmpdb": [[.text(Array("alice".utf8)), .integer(Self.ago(2) * 1_000_000)]],
        ])
        #expect(try verdict(host) == .fail(.stale))
        host.tree["/var/lib/wtmpdb/wtmp.db"] = .link("../../log/wtmp.db")
        host.tree["/var/log/wtmp.db"] = "wtmpdb"
        let results = try host.results()
        #expect(results.of(check, subject: "alice") == .pass)
        #expect(results.result(check, "alice")?.sources.first == Source("/var/log/wtmp.db"))
    }

    @Test func `a database that is being written, is none, or holds something else is not read as an older state`() throws {
        var host = host(["/var/lib/lastlog/lastlog2.db": "lastlog2", "/var/log/wtmp": wtmp(.login("alice", Self.ago(91)))])
        host.tables = FakeTables(["lastlog2": []])
        #expect(try verdict(host) == .fail(.stale))
        for log in ["-journal", "-wal"] {
            var busy = host
            busy.tree[HostPath("/var/lib/lastlog/lastlog2.db\(log)")] = "page"
            #expect(try verdict(busy) == .inconclusive(.locked))
            #expect(try verdict(busy, "source:/var/lib/lastlog/lastlog2.db") == .inconclusive(.locked))
        }
        host.tables = FakeTables([:])
        #expect(try verdict(host) == .inconclusive(.parseError))
        host.tables = FakeTables(["lastlog2": [[.text([]), .null]]])
        #expect(try verdict(host) == .inconclusive(.parseError))
        host.tables = FakeTables([:], failure: .tooMuch)
        #expect(try verdict(host) == .inconclusive(.limitExceeded))
        host.tables = nil
        #expect(try verdict(host) == .inconclusive(.notObservable))
    }

    @Test func `the journal tells of sessions on a running host, and a host without one has none`() throws {
        var host = host()
        host.isLive = true
        var services = FakeServices()
        services.sessions = SessionHistory(
            newest: ["alice": Moment(seconds: Self.ago(95)), "bob": Moment(seconds: Self.ago(1))], beginning: Moment(seconds: Self.ago(100))
        )
        host.services = services
        #expect(try host.results().verdicts(check) == ["alice": .fail(.stale), "bob": .pass])
        services.sessions.beginning = nil
        services.sessions.newest["alice"] = nil
        host.services = services
        #expect(try verdict(host) == .inconclusive(.insufficientHistory))
        services.journalFailure = ProbeFailure(.notObservable, "there is no journal")
        host.services = services
        #expect(try verdict(host, "source:journal") == nil)
        services.journalFailure = ProbeFailure(.permissionDenied, "the journal may not be read")
        host.services = services
        #expect(try verdict(host, "source:journal") == .inconclusive(.permissionDenied))
        #expect(try verdict(host) == .inconclusive(.permissionDenied))
    }
}
