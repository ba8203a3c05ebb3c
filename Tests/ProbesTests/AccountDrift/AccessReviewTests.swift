import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Whether somebody reviewed who may do what. The hosts of these tests live on 2024-10-04.
struct AccessReviewTests {
    private let check: CheckID = "account-drift.access-review"
    private static let path: HostPath = "/srv/access.review"

    private func host(_ changes: [HostPath: MemoryTree.Entry] = [:], settings: [(String, String)] = []) -> AccountHost {
        var host = AccountHost(
            ["/etc/sudoers": .file(Array("root ALL=ALL\n%sudo ALL=(ALL:ALL) ALL\n".utf8), mode: 0o440)],
            settings: [("ReviewRecord", Self.path.escaped)] + settings)
        host.keyring = SignatureFile.keyring("bob")
        for (path, entry) in changes { host.tree[path] = entry }
        return host
    }

    /// The sheet that a host gets, on a day.
    private func sheet(_ host: AccountHost, on day: Int64 = 20_000) throws -> String {
        var then = host
        then.now = Moment(seconds: day * 86_400)
        let sheet = AccessReviewSheet(of: try then.evidence(), then.probe().settings, on: then.host, to: Self.path)
        return String(decoding: sheet.bytes, as: UTF8.self)
    }

    private func decided(_ sheet: String, by reviewer: String = "bob", on day: String = "2024-10-04", revoking: [String] = []) -> String {
        var text = sheet.replacing("ReviewedBy=", with: "ReviewedBy=\(reviewer)").replacing("ReviewedAt=", with: "ReviewedAt=\(day)")
        for subject in revoking { text = text.replacing("Undecided=\(subject)\n", with: "Revoke=\(subject)\n") }
        return text.replacing("\nUndecided=", with: "\nKeep=")
    }

    /// What a host says of a record; signed unless it is not.
    private func seen(
        _ host: AccountHost, _ text: String, signature: String? = "", now: Int64 = 20_000, baseline: AccountDriftEvidence? = nil
    )
        throws -> Results
    {
        var later = host
        later.now = Moment(seconds: now * 86_400)
        later.tree[Self.path] = .text(text)
        if let signature { later.tree["/srv/access.review.sig"] = .text(signature.isEmpty ? SignatureFile.over(text) : signature) }
        return try later.results(baseline: baseline)
    }

    private func review(_ results: Results) throws -> CheckResult { try #require(results.result(check, "review")) }

    // MARK: The sheet

    @Test func `the sheet names every account, grant, membership and key once, in order, and says how to go on`() throws {
        let changed = host([
            "/etc/group": "root:x:0:\nsudo:x:27:alice\n",
            "/etc/sudoers.d/again": .file(Array("%sudo ALL=(ALL:ALL) ALL\n".utf8), mode: 0o440),
            "/home/alice": .directory(owner: 1000), "/home/alice/.ssh": .directory(owner: 1000, mode: 0o700),
            "/home/alice/.ssh/authorized_keys": .file(Array(SampleKeys.ed25519.utf8), owner: 1000, mode: 0o600),
        ])
        let lines = try sheet(changed).split(separator: "\n").map(String.init)
        #expect(lines.contains("[AccessReview]") && lines.contains("Host=web-1") && lines.contains("PreparedAt=2024-10-04T00:00:00Z"))
        #expect(lines.contains("# ssh-keygen -Y sign -f KEY -n soc2d /srv/access.review"))
        let subjects = lines.filter { $0.hasPrefix("Undecided=") }.map { String($0.dropFirst(10)) }
        #expect(
            subjects.filter { !$0.hasPrefix("key ") } == [
                "account alice", "account daemon", "account root", "account sync", "grant %sudo ALL ALL", "grant alice group:sudo",
            ])
        #expect(subjects.count == 7 && subjects.last?.hasPrefix("key alice SHA256:") == true)
    }

    @Test func `what could not be looked at is signed for, and the review does not pass until a sheet has no gap`() throws {
        let text = try sheet(host(["/etc/sudoers": .denied]))
        let gap = "Gap=/etc/sudoers: permission denied; run as root, or grant CAP_DAC_READ_SEARCH\n"
        #expect(text.contains("\n" + gap))
        let result = try review(seen(host(), decided(text)))
        #expect(result.verdict == .inconclusive(.populationIncomplete))
        #expect(result.observed.hasPrefix("1 could not be looked at when it was prepared: /etc/sudoers: permission denied"))
        let without = text.replacing(gap, with: "")
        #expect(try review(seen(host(), decided(without))).verdict == .fail(.recordMissing))
        #expect(try sheet(host()).contains("\nGap=") == false)
    }

    @Test func `names that would break a line stay on theirs`() throws {
        let hostile = host([
            "/etc/passwd": .file(
                Array("root:x:0:0::/root:/bin/sh\n a b :x:5:5::/:/bin/sh\n".utf8) + [0xFF, 0x0D] + Array(":x:6:6::/:/bin/sh\n".utf8))
        ])
        let text = try sheet(hostile)
        #expect(text.contains("Undecided=account %FF%0D\n"), "\(text)")
        #expect(try review(seen(hostile, decided(text))).verdict == .pass)
    }

    // MARK: The check

    @Test func `a review that is signed, whole and recent passes with who did it and when`() throws {
        let text = decided(try sheet(host()))
        let results = try seen(host(), text)
        #expect(try review(results).verdict == .pass)
        #expect(try review(results).observed == "reviewed by bob on 2024-10-04: 5 subjects, 0 revoked")
        #expect(results.verdicts(check).count == 1)
        let document = try #require(results.documents.first)
        #expect(document.kind == .accessReview && document.path == "/srv/access.review" && document.content?.digest.count == 64)
        guard case .verified(let signature)? = document.signature else {
            Issue.record("\(document)")
            return
        }
        #expect(signature.signer == "bob")
    }

    @Test func `without a setting nothing is known, and without a file there is no review`() throws {
        #expect(try AccountHost().results().verdicts(check) == ["review": .inconclusive(.notConfigured)])
        let result = try review(host().results())
        #expect(
            result.verdict == .fail(.recordMissing) && result.observed.contains("`soc2d record access-review --sheet /srv/access.review`"))
    }

    @Test func `what nobody signed, decided or put a name to is no review`() throws {
        let prepared = try sheet(host())
        let text = decided(prepared)
        let open = text.replacing("Keep=account alice", with: "Undecided=account alice")
        let table: [(String, String?, String)] = [
            (prepared, nil, "nobody has reviewed it yet"), (open, "", "1 of 5 subjects are undecided: account alice"),
            (text, nil, "unsigned; sign it with `ssh-keygen -Y sign -n soc2d /srv/access.review`"),
            (decided(prepared, by: "ann"), "", "signed by bob, but ReviewedBy=ann; whoever reviews has to sign"),
            (text.replacing("Keep=account alice\n", with: ""), "", "Scope= does not fit them"),
            (text + "Keep=account mallory\n", "", "Scope= does not fit them"),
            (text + "Keep=account alice\n", "", "Scope= does not fit them"),
            (text.replacing("Host=web-1", with: "Host=db-1"), "", "a review of db-1, and this is web-1"),
            (text.replacing("Host=web-1\n", with: ""), "", "Host= does not say"),
            (text.replacing("PreparedAt=2024-10-04T00:00:00Z\n", with: ""), "", "PreparedAt= does not say"),
            (decided(prepared, on: "2024-10-02"), "", "before it was prepared"),
            ("[AccessReview]\nHost=web-1\nReviewedBy=bob\nReviewedAt=2024-10-04\n", "", "Scope= does not fit them"),
        ]
        for (text, signature, words) in table {
            let result = try review(seen(host(), text, signature: signature))
            #expect(result.verdict == .fail(.recordMissing) && result.observed.contains(words), "\(result)")
        }
    }

    @Test func `where nobody may sign the way out is said, also where everything has to be signed`() throws {
        var nobody = host()
        nobody.keyring = Keyring()
        let text = decided(try sheet(host()))
        let result = try review(seen(nobody, text, signature: nil))
        #expect(result.verdict == .fail(.recordMissing) && result.observed.contains("Signer= in [Keys]"), "\(result)")
        nobody.keyring = SignatureFile.keyring("bob", requiresSignatures: true)
        #expect(try review(seen(nobody, text, signature: nil)).verdict == .fail(.recordMissing))
    }

    @Test func `a review that is too old, was prepared too long before, or is of tomorrow, is none for today`() throws {
        let old = decided(try sheet(host()))
        #expect(try review(seen(host(), old, now: 20_090)).verdict == .pass)
        // Its day ended at noon of the next by UTC, at the latest.
        #expect(try review(seen(host(), old, now: 20_091)).verdict == .pass)
        #expect(try review(seen(host(), old, now: 20_092)).verdict == .fail(.stale))
        let often = host(settings: [("ReviewInterval", "30d")])
        #expect(try review(seen(often, old, now: 20_032)).verdict == .fail(.stale))
        let signedLate = decided(try sheet(host(), on: 19_800), on: "2024-10-04")
        #expect(try review(seen(host(), signedLate)).observed.hasPrefix("prepared on 2024-03-18, longer than 90d before"))
        #expect(try review(seen(host(), decided(try sheet(host()), on: "2024-10-05"))).verdict == .fail(.futureTime))
    }

    @Test func `a day is that of the reviewer, wherever on earth`() throws {
        var evening = host()
        evening.now = Moment(seconds: 20_000 * 86_400 + 11 * 3_600)
        evening.tree[Self.path] = .text(decided(try sheet(host()), on: "2024-10-05"))
        evening.tree["/srv/access.review.sig"] = .text(SignatureFile.over(decided(try sheet(host()), on: "2024-10-05")))
        #expect(try review(evening.results()).verdict == .pass)
        // 02:00 by UTC is still the day before in America.
        let early = try sheet(host()).replacing("PreparedAt=2024-10-04T00:00:00Z", with: "PreparedAt=2024-10-04T02:00:00Z")
        #expect(try review(seen(host(), decided(early, on: "2024-10-03"), now: 20_001)).verdict == .pass)
        let times = decided(try sheet(host()), on: "2024-10-04T00:00:01Z")
        #expect(try review(seen(host(), times)).verdict == .fail(.futureTime))
    }

    @Test func `what was there when the sheet was prepared and is not on it fails, as the baseline or its password shows`() throws {
        let text = decided(try sheet(host()))
        let eve = "root:x:0:0:root:/root:/bin/bash\neve:x:1001:1001::/home/eve:/bin/sh\n"
        func grown(_ day: Int) -> AccountHost {
            host(["/etc/passwd": .text(eve), "/etc/shadow": .text("root:*:1:0:::::\neve:$y$a$b$c:\(day):0:::::\n")])
        }
        let old = try review(seen(grown(19_000), text))
        #expect(
            old.verdict == .fail(.recordMissing)
                && old.observed.hasPrefix("1 that were there when it was prepared are not on it: account eve"))
        let new = try review(seen(grown(20_000), text, now: 20_001))
        #expect(new.verdict == .pass && new.notes.map(\.text) == ["1 that the review does not name: account eve"])
        var before = grown(20_000)
        before.now = Moment(seconds: 19_990 * 86_400)
        #expect(try review(seen(grown(20_000), text, baseline: before.evidence())).verdict == .fail(.recordMissing))
        before.now = Moment(seconds: 20_001 * 86_400)
        #expect(try review(seen(grown(20_000), text, baseline: before.evidence())).verdict == .pass)
    }

    @Test func `sources that no list shows leave open what the review is about`() throws {
        let text = decided(try sheet(host()))
        let changes: [HostPath: MemoryTree.Entry] = [
            "/etc/nsswitch.conf": "passwd: files sss\n", "/etc/ssh/sshd_config": "AuthorizedKeysCommand /usr/bin/keys %u\n",
            "/usr/bin/keys": "keys", "/etc/polkit-1": .directory(), "/etc/polkit-1/rules.d": .directory(),
            "/etc/polkit-1/rules.d/50-a.rules": "polkit.addRule();",
        ]
        let results = try seen(host(changes), text)
        #expect(
            results.verdicts(check) == [
                "review": .pass, "source:sss": .inconclusive(.populationIncomplete),
                "source:AuthorizedKeysCommand": .inconclusive(.populationIncomplete),
                "source:/etc/polkit-1/rules.d/50-a.rules": .inconclusive(.unsupportedFormat),
            ])
        let local = host(changes, settings: [("Population", "local")])
        #expect(
            try seen(local, text, baseline: local.evidence()).verdicts(check) == [
                "review": .pass, "source:sss": .notApplicable(.declaredOutOfScope),
            ])
    }

    @Test func `a review of another host takes nothing away from this one`() throws {
        let text = decided(try sheet(host()), revoking: ["account alice"]).replacing("Host=web-1", with: "Host=db-1")
        #expect(try seen(host(), text).verdicts(check) == ["review": .fail(.recordMissing)])
        let old = decided(try sheet(host()), revoking: ["account alice"])
        #expect(
            try seen(host(), old, now: 20_100).verdicts(check) == ["review": .fail(.stale), "account alice": .fail(.unexpected)])
    }

    @Test func `what came later is named, and does not fail`() throws {
        let text = decided(try sheet(host()))
        let grown = host(["/etc/group": "root:x:0:\nsudo:x:27:alice\ndocker:x:110:alice\n"])
        let result = try review(seen(grown, text))
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.text) == ["2 that the review does not name: grant alice group:docker, grant alice group:sudo"])
    }

    @Test func `what was revoked and is still there fails on its own, and what is gone does not`() throws {
        let text = decided(try sheet(host()), revoking: ["account alice", "grant %sudo ALL ALL"])
        let results = try seen(host(), text)
        #expect(
            results.verdicts(check) == [
                "review": .pass, "account alice": .fail(.unexpected), "grant %sudo ALL ALL": .fail(.unexpected),
            ])
        #expect(results.result(check, "account alice")?.observed == "bob revoked it on 2024-10-04, and it is still there")
        let mended = host(["/etc/sudoers": .file(Array("root ALL=ALL\n".utf8), mode: 0o440)])
        #expect(try seen(mended, text).verdicts(check) == ["review": .pass, "account alice": .fail(.unexpected)])
        let unknown = try seen(host(["/etc/sudoers": .denied]), text)
        #expect(unknown.verdicts(check)["source:/etc/sudoers"] == .inconclusive(.unreadable))
        #expect(try seen(host(), text, signature: nil).verdicts(check) == ["review": .fail(.recordMissing)])
    }

    static let broken: [(MemoryTree.Entry, InconclusiveReason)] = [
        (.denied, .unreadable), (.fifo, .unreadable), ("", .parseError), ("Keep=account alice\n", .parseError),
        ("[AccessReview]\nKept=account alice\n", .parseError), ("[AccessReview]\nReviewedAt=soon\n", .parseError),
        (.file([0, 0xFF, 0x0A]), .parseError), (.file(Array("[AccessReview]\n".utf8), mode: 0o666), .notObservable),
        (.text("[AccessReview]\nHost=\(String(repeating: "x", count: 2000))\n"), .parseError),
    ]

    @Test(arguments: broken)
    func `a record that cannot be read or understood, or that anybody may write, is not known`(
        _ entry: MemoryTree.Entry, _ reason: InconclusiveReason
    ) throws {
        let result = try review(host([Self.path: entry]).results())
        #expect(result.verdict == .inconclusive(reason), "\(result)")
    }

    @Test func `a signature that does not fit, or is by a stranger, is never taken for none`() throws {
        let text = decided(try sheet(host()))
        #expect(try review(seen(host(), text, signature: SignatureFile.over("x"))).verdict == .inconclusive(.sourceConflict))
        #expect(try review(seen(host(), text, signature: SignatureFile.over(text, by: 8))).verdict == .inconclusive(.notObservable))
    }

    @Test func `line ends, comments and blanks do not matter to what was signed for`() throws {
        let text = "\r\n; a comment\r\n" + decided(try sheet(host())).replacing("\n", with: "  \r\n").replacing("Keep=", with: " Keep = ")
        #expect(try review(seen(host(), text)).verdict == .pass)
    }
}
