import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// What is still there of people who left. The hosts of these tests live on 2024-10-04.
struct DepartedAccountTests {
    private let check: CheckID = "account-drift.departed-account"
    private static let path: HostPath = "/srv/departed.roster"
    private static let head = "[Departures]\nSource=hr.example.com\nImportedBy=ann\nAsOf=2024-10-01\n"
    private static let alice = "[Departed]\nPerson=Alice Example\nAccount=alice\nLeftAt=2024-10-01\n"
    private static let left = "left 2024-10-01T00:00:00Z (/srv/departed.roster)"

    /// A running host on which alice left, and her account expired.
    private func host(
        _ changes: [HostPath: MemoryTree.Entry] = [:], roster: String = head + alice, settings: [(String, String)] = []
    ) -> AccountHost {
        var host = AccountHost(
            ["/proc/1/status": "Name:\tinit\nUid:\t0\t0\t0\t0\n", "/proc/self": .link("1"), Self.path: .text(roster)],
            settings: [("DepartureRoster", Self.path.escaped)] + settings)
        host.isLive = true
        guard case .file(let shadow, _, _, _)? = host.tree["/etc/shadow"] else { return host }
        host.tree["/etc/shadow"] = .text(String(decoding: shadow, as: UTF8.self).replacing("99999:7:::\n", with: "99999:7::1:\n"))
        for (path, entry) in changes { host.tree[path] = entry }
        return host
    }

    private func of(_ host: AccountHost, _ subject: String = "Alice Example", baseline: AccountDriftEvidence? = nil) throws -> CheckResult {
        let results = try host.results(baseline: baseline)
        return try #require(results.result(check, subject), "\(results.of(check))")
    }

    @Test func `an account that expired, with nothing that runs, is no way in any more`() throws {
        let result = try of(host())
        #expect(result.verdict == .pass && result.observed == Self.left + "; no way in and nothing that runs")
        #expect(result.sources == [Source("/srv/departed.roster", line: 5)])
    }

    @Test func `a person in thousands of sections has the accounts of all, and the last time`() throws {
        let sections = (0..<4000).map { "[Departed]\nPerson=Alice Example\nAccount=u\($0)\nLeftAt=2024-09-01\n" }.joined()
        let result = try of(host(roster: Self.head + sections + Self.alice))
        #expect(result.verdict == .pass && result.observed == Self.left + "; no way in and nothing that runs")
    }

    @Test func `an account that is gone is absent`() throws {
        let result = try of(host(["/etc/passwd": "root:x:0:0:root:/root:/bin/bash\n"]))
        #expect(result.verdict == .pass(.subjectAbsent) && result.observed == Self.left + "; nothing is there any more")
    }

    static let leftovers: [([HostPath: MemoryTree.Entry], String, Source)] = [
        (
            ["/etc/shadow": "root:*:1:0:99999:7:::\nalice:$6$abc$def:1:0:99999:7:::\n"], "the account alice, which a password opens",
            Source("/etc/passwd", line: 4)
        ),
        (
            [
                "/etc/shadow": "root:*:1:0:99999:7:::\nalice:!$6$abc$def:1:0:99999:7:::\n", "/home/alice": .directory(owner: 1000),
                "/home/alice/.ssh": .directory(owner: 1000, mode: 0o700),
                "/home/alice/.ssh/authorized_keys": .file(Array(SampleKeys.ecdsa.utf8), owner: 1000, mode: 0o600),
            ], "the account alice, which a key in /home/alice/.ssh/authorized_keys opens", Source("/etc/passwd", line: 4)
        ),
        (
            ["/etc/sudoers": .file(Array("root ALL=ALL\nalice ALL=(root) /usr/bin/id\n".utf8), mode: 0o440)],
            "the grant alice root /usr/bin/id", Source("/etc/sudoers", line: 2)
        ),
        (
            ["/etc/sudoers": .file(Array("#1000 ALL=(ALL) ALL\n".utf8), mode: 0o440)], "the grant #1000 ALL ALL",
            Source("/etc/sudoers", line: 1)
        ),
        (["/etc/group": "root:x:0:\ndocker:x:110:alice\n"], "the grant alice group:docker", Source("/etc/group", line: 2)),
        (
            ["/var/spool/cron/crontabs/alice": "# m h\nMAILTO=a\n\n@daily /bin/true\n"], "the crontab of alice",
            Source("/var/spool/cron/crontabs/alice", line: 4)
        ),
        (["/var/spool/cron/alice": "0 1 * * * x\n"], "the crontab of alice", Source("/var/spool/cron/alice", line: 1)),
        (
            ["/etc/crontab": "SHELL=/bin/sh\n17 * * * * root x\n@reboot\talice\ty\n"], "a line of cron that runs as alice",
            Source("/etc/crontab", line: 3)
        ),
        (
            ["/etc/cron.d/job": "*/5 *  *\t* * alice x y z\n"], "a line of cron that runs as alice",
            Source("/etc/cron.d/job", line: 1)
        ),
        (
            ["/var/spool/cron/atjobs/a00001": .file([], owner: 1000, mode: 0o700)], "a job of at(1) of alice",
            Source("/var/spool/cron/atjobs/a00001")
        ),
        (
            ["/home/alice/.config/systemd/user/sync.timer": "[Timer]\n"], "a timer of alice",
            Source("/home/alice/.config/systemd/user/sync.timer")
        ),
        (["/var/lib/systemd/linger/alice": ""], "lingering of alice", Source("/var/lib/systemd/linger/alice")),
        (
            ["/run/systemd/sessions/7": "# This is private data.\nUID=1000\nUSER=alice\nSTATE=active\n"], "a session of alice",
            Source("/run/systemd/sessions/7")
        ),
        (
            ["/proc/77/status": "Name:\tx\nUid:\t0\t1000\t0\t0\n", "/proc/78/status": "Uid:\t1000\t1000\t1000\t1000\n"],
            "2 processes with the uid of alice, 1000, such as 77", Source("/proc/77/status")
        ),
    ]

    @Test(arguments: leftovers)
    func `each thing that is still there after the window fails, with its place`(
        _ changes: [HostPath: MemoryTree.Entry], _ words: String, _ source: Source
    ) throws {
        let result = try of(host(changes))
        #expect(result.verdict == .fail(.unexpected) && result.observed.contains("; still there: \(words)"), "\(result.observed)")
        #expect(result.sources.contains(source) && result.sources.last == Source("/srv/departed.roster", line: 5), "\(result.sources)")
    }

    @Test func `what only looks like it does not fail`() throws {
        let result = try of(
            host([
                "/var/spool/cron/crontabs/alice": "# nothing\nA=1\n", "/etc/cron.d/.hidden": "0 0 * * * alice x\n",
                "/etc/cron.d/old~": "0 0 * * * alice x\n", "/etc/cron.d/other": "0 0 * * * bob alice\n",
                "/run/systemd/sessions/7": "USER=alice\nSTATE=closing\n", "/run/systemd/sessions/7.ref": .fifo,
                "/home/alice/.config/systemd/user/a.service": "", "/etc/sudoers": .file(Array("root ALL=(alice) ALL\n".utf8), mode: 0o440),
            ]))
        #expect(result.verdict == .pass, "\(result)")
    }

    @Test func `a key that the person used is found in the files of others`() throws {
        let owned = AccountHost([
            "/root/.ssh": .directory(mode: 0o700), "/root/.ssh/authorized_keys": .file(Array(SampleKeys.ed25519.utf8), mode: 0o600),
        ])
        let key = try #require(try owned.evidence().keys.files.first?.keys.first?.fingerprint)
        let changes: [HostPath: MemoryTree.Entry] = [
            "/root/.ssh": .directory(mode: 0o700), "/root/.ssh/authorized_keys": .file(Array(SampleKeys.ed25519.utf8), mode: 0o600),
        ]
        let roster = Self.head + "[Departed]\nPerson=Bob\nKey=\(key) SHA256:other\nLeftAt=2024-10-01T08:00:00Z\n"
        let found = try of(host(changes, roster: roster), "Bob")
        // Root’s own account expired in this host.
        #expect(found.verdict == .pass(.subjectAbsent))
        let shadow: MemoryTree.Entry = "root:*:1:0:99999:7:::\n"
        let open = try of(host(changes.merging(["/etc/shadow": shadow]) { _, new in new }, roster: roster), "Bob")
        #expect(open.verdict == .fail(.unexpected) && open.observed.hasSuffix("still there: the key \(key) for root"), "\(open.observed)")
    }

    @Test func `within the window something may be there`() throws {
        let roster = Self.head + Self.alice.replacing("2024-10-01", with: "2024-10-03T12:00:00Z")
        let open: [HostPath: MemoryTree.Entry] = ["/var/lib/systemd/linger/alice": ""]
        let result = try of(host(open, roster: roster))
        #expect(
            result.verdict == .pass
                && result.observed
                    == "left 2024-10-03T12:00:00Z (/srv/departed.roster); until 2024-10-04T12:00:00Z something may be there"
        )
        #expect(try of(host(open, roster: roster, settings: [("DepartureWindow", "1h")])).verdict == .fail(.unexpected))
    }

    @Test func `who left twice has left the last time, with every account and key that any list names`() throws {
        let roster =
            Self.head + Self.alice + Self.alice.replacing("2024-10-01", with: "2024-10-03T20:00:00Z").replacing("=alice", with: "=al")
        let changes: [HostPath: MemoryTree.Entry] = ["/var/lib/systemd/linger/alice": "", "/var/lib/systemd/linger/al": ""]
        #expect(try of(host(changes, roster: roster)).verdict == .pass)
        let late = try of(host(changes, roster: roster, settings: [("DepartureWindow", "1h")]))
        #expect(late.observed.contains("lingering of al,") && late.observed.contains("lingering of alice,"), "\(late.observed)")
    }

    @Test func `the uid of an account that is gone comes from the baseline, unless somebody else has it`() throws {
        let before = try AccountHost().evidence()
        var gone = host(["/etc/passwd": "root:x:0:0::/root:/bin/sh\n", "/proc/9/status": "Uid:\t1000\t1000\t1000\t1000\n"])
        #expect(try of(gone).verdict == .pass(.subjectAbsent))
        #expect(try of(gone, baseline: before).observed.contains("a process with the uid of alice, 1000, such as 9"))
        gone.tree["/etc/passwd"] = "root:x:0:0::/root:/bin/sh\nbob:x:1000:1000::/home/bob:/bin/sh\n"
        #expect(try of(gone, baseline: before).verdict == .pass(.subjectAbsent))
    }

    @Test func `below a root files are judged, and nobody is said to be gone`() throws {
        var tree = host()
        tree.isLive = false
        #expect(try of(tree).verdict == .inconclusive(.notObservableUnderRoot))
        tree.tree["/var/lib/systemd/linger/alice"] = ""
        #expect(try of(tree).verdict == .fail(.unexpected))
    }

    static let doubts: [([HostPath: MemoryTree.Entry], InconclusiveReason)] = [
        (["/etc/shadow": .denied], .unreadable), (["/etc/group": .denied], .unreadable), (["/etc/sudoers": .denied], .unreadable),
        (["/etc/passwd": "root:x:0:0::/:/bin/sh\nbroken\n"], .parseError),
        (["/etc/nsswitch.conf": "passwd: files sss\n"], .populationIncomplete), (["/etc/crontab": .denied], .unreadable),
        (["/etc/cron.d": .denied], .unreadable), (["/var/spool/cron/crontabs/alice": .denied], .unreadable),
        (["/etc/crontab": .failing(.hidden("/etc/crontab", by: "InaccessiblePaths="))], .sandboxed),
        (["/proc/1/status": .denied, "/proc/1": .denied], .unreadable),
        (
            [
                "/etc/shadow": "root:*:1:0:99999:7:::\nalice:!:1:0:99999:7:::\n",
                "/etc/ssh/sshd_config": "AuthorizedKeysCommand /usr/bin/keys\nAuthorizedKeysCommandUser nobody\n",
            ], .populationIncomplete
        ),
    ]

    @Test(arguments: doubts)
    func `what cannot be looked at keeps a person from passing, and what was found fails all the same`(
        _ changes: [HostPath: MemoryTree.Entry], _ reason: InconclusiveReason
    ) throws {
        #expect(try of(host(changes)).verdict == .inconclusive(reason))
        let found = changes.merging(["/etc/cron.d/found": "0 0 * * * alice x\n", "/run/systemd/sessions/1": "USER=alice\n"]) { old, _ in old
        }
        #expect(try of(host(found)).verdict == .fail(.unexpected))
    }

    @Test func `where processes are hidden nobody passes`() throws {
        var hidden = host()
        hidden.tree["/proc/1/status"] = nil
        hidden.tree["/proc/20/status"] = "Uid:\t5\t5\t5\t5\n"
        #expect(try of(hidden).verdict == .inconclusive(.permissionDenied))
    }

    @Test func `an account that is approved too is said to be`() throws {
        let result = try of(host(["/var/lib/systemd/linger/alice": ""], settings: [("ApprovedAccount", "alice")]))
        #expect(result.notes.map(\.text) == ["alice is approved too; whoever has the name now, take it from the list of who left"])
    }

    // MARK: Lists

    @Test func `without a list nothing is known, and with an empty one nobody has left`() throws {
        #expect(try AccountHost().results().verdicts(check) == ["host": .inconclusive(.notConfigured)])
        #expect(try host(roster: Self.head).results().verdicts(check) == ["host": .notApplicable(.emptyPopulation)])
    }

    static let broken: [(MemoryTree.Entry?, InconclusiveReason, String)] = [
        (nil, .unreadable, "no such file"), (.denied, .unreadable, ""), (.text("\u{0}"), .parseError, "not UTF-8"),
        (.file(Array(head.utf8), mode: 0o666), .notObservable, ""), (.text("[Roster]\n"), .parseError, "no section is called “Roster”"),
        (.text(head + "[Departed]\n"), .parseError, "Person="),
        (.text(head + "[Departed]\nPerson=a\nAccount=a\n"), .parseError, "LeftAt="),
        (.text(head + "[Departed]\nPerson=a\nLeftAt=2024-10-01\n"), .parseError, "Account="),
        (.text(head + alice.replacing("2024-10-01", with: "soon")), .parseError, "expected a day such as"),
        (.text(head + alice.replacing("=alice", with: "=../../etc/shadow")), .parseError, "expected names of accounts"),
        (.text(head + alice + "Key=MD5:00\n"), .parseError, "expected fingerprints"),
        (.text(head + alice.replacing("Alice Example", with: "source:/etc")), .parseError, "expected a name"),
        (.text(head.replacing("2024-10-01", with: "2024-11-01") + alice), .sourceConflict, "later than now"),
        (.text(head.replacing("Source=hr.example.com\n", with: "") + alice), .parseError, "[Departures] has no Source="),
    ]

    @Test(arguments: broken)
    func `a list that cannot be used is a source of its own, and nobody in it passes`(
        _ entry: MemoryTree.Entry?, _ reason: InconclusiveReason, _ words: String
    ) throws {
        var broken = host()
        broken.tree[Self.path] = entry
        let results = try broken.results()
        #expect(results.verdicts(check) == ["source:/srv/departed.roster": .inconclusive(reason)])
        let observed = results.of(check).first?.observed ?? ""
        #expect(observed.contains(words), "\(observed)")
    }

    @Test func `a list that is too old keeps who left from passing, and what is still there failing`() throws {
        let old = Self.head.replacing("2024-10-01", with: "2024-09-01") + Self.alice.replacing("2024-10-01", with: "2024-08-01")
        let source = "source:/srv/departed.roster"
        #expect(
            try host(roster: old).results().verdicts(check) == [
                source: .inconclusive(.staleSource), "Alice Example": .inconclusive(.staleSource),
            ])
        #expect(try of(host(["/var/lib/systemd/linger/alice": ""], roster: old)).verdict == .fail(.unexpected))
        #expect(try host(roster: old, settings: [("RosterMaximumAge", "60d")]).results().verdicts(check) == ["Alice Example": .pass])
    }

    @Test func `the file is a document, with who signed it, and a signature that does not fit makes it useless`() throws {
        var signed = host()
        signed.keyring = SignatureFile.keyring("bob")
        signed.tree["/srv/departed.roster.sig"] = .text(SignatureFile.over(Self.head + Self.alice))
        let results = try signed.results()
        #expect(
            results.result(check, "Alice Example")?.observed.hasPrefix("left 2024-10-01T00:00:00Z (/srv/departed.roster, signed by bob)")
                == true)
        let document = try #require(results.documents.first)
        #expect(document.kind == .roster && document.origin?.source == "hr.example.com" && document.signature != nil)
        signed.tree["/srv/departed.roster.sig"] = .text(SignatureFile.over("other"))
        #expect(try signed.results().verdicts(check) == ["source:/srv/departed.roster": .inconclusive(.sourceConflict)])
    }

    @Test func `names that stand for nothing good are only names`() throws {
        let roster = Self.head + "[Departed]\nPerson=a%0Ab\u{1B}[31m\nAccount=.hidden \"a b\" %FF ALL\nLeftAt=2024-10-01\n"
        let results = try host(roster: roster).results()
        let result = try #require(results.of(check).first)
        #expect(
            results.of(check).count == 1 && !result.subject.unicodeScalars.contains("\u{1B}") && result.verdict == .pass(.subjectAbsent),
            "\(result)")
    }
}
