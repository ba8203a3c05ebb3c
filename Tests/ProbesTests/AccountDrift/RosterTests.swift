import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Accounts that an imported list approves.
@Suite struct RosterTests {
    private let check: CheckID = "account-drift.unapproved-account"
    private static let head = "[Roster]\nSource=hr.example.com\nQuery=active\nImportedBy=ann\nAsOf=2024-10-01\n"

    /// A host with a roster; nil for a path at which there is none.
    private func host(_ roster: MemoryTree.Entry?, settings: [(String, String)] = []) -> AccountHost {
        AccountHost(roster.map { ["/srv/staff.roster": $0] } ?? [:], settings: [("Roster", "/srv/staff.roster")] + settings)
    }

    private func roster(_ accounts: String...) -> MemoryTree.Entry {
        .file(Array((Self.head + accounts.map { "Account=\($0)\n" }.joined()).utf8))
    }

    @Test func `who is in the roster is approved, who is not fails, and who is not on the host is missing`() throws {
        let results = try host(roster("root daemon", "alice bob")).results()
        #expect(
            results.verdicts(check) == [
                "root": .pass, "daemon": .pass, "alice": .pass, "sync": .fail(.unexpected), "bob": .fail(.missing),
            ])
        #expect(results.result(check, "alice")?.observed == "in the roster /srv/staff.roster")
        #expect(results.result(check, "bob")?.observed == "in the roster /srv/staff.roster, and not in /etc/passwd")
        #expect(results.result(check, "bob")?.sources == [Source("/etc/passwd"), Source("/srv/staff.roster")])
    }

    @Test func `names of the settings and of the baseline count beside it`() throws {
        let listed = host(roster("root daemon alice"), settings: [("ApprovedAccount", "sync")])
        #expect(Set(try listed.results().verdicts(check).values) == [.pass])
        let before = try AccountHost().evidence()
        let results = try host(roster("root"), settings: []).results(baseline: before)
        #expect(Set(results.verdicts(check).values) == [.pass])
    }

    @Test func `the file is a document with its digest and where it comes from`() throws {
        let document = try #require(try host(roster("root")).results().documents.first)
        #expect(document.kind == .roster && document.path == "/srv/staff.roster" && document.content?.digest.count == 64)
        #expect(document.origin == Document.Origin(source: "hr.example.com", query: "active", importedBy: "ann", asOf: "2024-10-01"))
        #expect(try host(nil).results().documents == [Document(.roster, "/srv/staff.roster", nil)])
        let broken = try #require(try host(.file(Array("nonsense".utf8))).results().documents.first)
        #expect(broken.content != nil && broken.origin == nil)
        #expect(try AccountHost().results().documents.isEmpty)
    }

    static let broken: [(String, InconclusiveReason, String)] = [
        ("", .parseError, "/srv/staff.roster: [Roster] has no Source=; add it"),
        ("nonsense", .parseError, "/srv/staff.roster:1: “nonsense” is not Key=Value"),
        ("\u{0}", .parseError, "not UTF-8 text"),
        (head, .parseError, "[Roster] has no Account=; add it"),
        (head + "Account=\n", .parseError, "[Roster] has no Account=; add it"),
        (head + "Acount=root\n", .parseError, "no key is called “Acount”; did you mean “Account”?"),
        (head + "Account=\"root\n", .parseError, "expected words with closed quotes"),
        (head + "Account=root\n[Rosters]\n", .parseError, "no section is called “Rosters”; did you mean “Roster”?"),
        (head.replacing("ImportedBy=ann\n", with: "") + "Account=root\n", .parseError, "[Roster] has no ImportedBy=; add it"),
        (head.replacing("2024-10-01", with: "October") + "Account=root\n", .parseError, "AsOf= is neither a day"),
        (head.replacing("2024-10-01", with: "2024-10-05") + "Account=root\n", .sourceConflict, "AsOf=2024-10-05 is later than now"),
        (head.replacing("active", with: String(repeating: "q", count: 5000)) + "Account=root\n", .parseError, "too much of where"),
    ]

    @Test(arguments: broken)
    func `a roster that cannot be understood, or is of tomorrow, approves nobody and fails nobody`(
        _ text: String, _ reason: InconclusiveReason, _ why: String
    ) throws {
        let results = try host(.file(Array(text.utf8))).results()
        #expect(Set(results.verdicts(check).values) == [.inconclusive(reason)])
        #expect(results.verdicts(check).count == 5)
        let observed = results.result(check, "source:/srv/staff.roster")?.observed ?? ""
        #expect(observed.contains(why), "\(observed)")
    }

    @Test func `a roster that is not there, cannot be read, or that anybody may write, approves nobody`() throws {
        let table: [(MemoryTree.Entry?, InconclusiveReason)] = [
            (nil, .unreadable), (.denied, .unreadable), (.file(Array(Self.head.utf8), mode: 0o666), .notObservable),
        ]
        for (entry, reason) in table {
            #expect(Set(try host(entry).results().verdicts(check).values) == [.inconclusive(reason)])
        }
    }

    @Test func `what else approves an account is enough, and who is gone may be missed by the roster that cannot be read`() throws {
        let host = AccountHost(
            ["/etc/passwd": "root:x:0:0:root:/root:/bin/bash\neve:x:1001:1001::/:/bin/sh\n"], settings: [("Roster", "/srv/staff.roster")])
        #expect(
            try host.results(baseline: AccountHost().evidence()).verdicts(check) == [
                "source:/srv/staff.roster": .inconclusive(.unreadable), "root": .pass, "eve": .inconclusive(.unreadable),
                "daemon": .inconclusive(.unreadable), "sync": .inconclusive(.unreadable), "alice": .inconclusive(.unreadable),
            ])
    }

    @Test func `a roster that is too old approves nobody, and fails nobody`() throws {
        let old = MemoryTree.Entry.file(Array((Self.head.replacing("2024-10-01", with: "2024-09-01") + "Account=root\n").utf8))
        let results = try host(old).results()
        #expect(Set(results.verdicts(check).values) == [.inconclusive(.staleSource)] && results.verdicts(check).count == 5)
        let observed = "AsOf=2024-09-01 is longer ago than RosterMaximumAge=31d; import the list anew"
        #expect(results.result(check, "source:/srv/staff.roster")?.observed == observed)
        #expect(try host(old, settings: [("RosterMaximumAge", "32d")]).results().verdicts(check)["root"] == .pass)
    }

    @Test func `a day is that of whoever wrote it, wherever on earth`() throws {
        let list = MemoryTree.Entry.file(Array((Self.head.replacing("2024-10-01", with: "2024-10-05") + "Account=root\n").utf8))
        var host = host(list)
        host.now = Moment(seconds: 20_000 * 86_400 + 10 * 3_600)
        #expect(try host.results().verdicts(check)["root"] == .pass)
        host.now = Moment(seconds: 20_000 * 86_400 + 10 * 3_600 - 1)
        #expect(try host.results().verdicts(check)["root"] == .inconclusive(.sourceConflict))
    }

    @Test func `a path that is none is a problem with its line`() {
        var settings = Settings(AccountHost(settings: [("Roster", "staff.roster"), ("Roster", "/srv/../etc/shadow")]).assignments)
        _ = AccountDriftProbe(settings: &settings)
        #expect(settings.problems.count == 2 && settings.problems.first?.description.contains("expected an absolute path") == true)
    }
}
