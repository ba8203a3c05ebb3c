import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

/// Rosters with a signature beside them.
struct SignedRosterTests {
    private let check: CheckID = "account-drift.unapproved-account"
    private static let roster =
        "[Roster]\nSource=hr.example.com\nImportedBy=ann\nAsOf=2024-10-01\nAccount=root daemon sync alice\n"

    private func host(_ signature: String?, _ keyring: Keyring = SignatureFile.keyring("bob")) -> AccountHost {
        var host = AccountHost(["/srv/staff.roster": .text(Self.roster)], settings: [("Roster", "/srv/staff.roster")])
        if let signature { host.tree["/srv/staff.roster.sig"] = .text(signature) }
        host.keyring = keyring
        return host
    }

    @Test func `who signed the roster stands with whom it approves`() throws {
        let results = try host(SignatureFile.over(Self.roster)).results()
        #expect(Set(results.verdicts(check).values) == [.pass])
        #expect(results.result(check, "alice")?.observed == "in the roster /srv/staff.roster, signed by bob")
        guard case .verified(let signature)? = results.documents.first?.signature else {
            Issue.record("\(results.documents)")
            return
        }
        #expect(signature.signer == "bob" && signature.key.hasPrefix("SHA256:"))
        #expect(try host(nil).results().result(check, "alice")?.observed == "in the roster /srv/staff.roster, unsigned")
    }

    @Test func `a roster with a signature that does not fit, or without the one that it needs, approves nobody and fails nobody`() throws {
        let table: [(AccountHost, InconclusiveReason, String)] = [
            (host(SignatureFile.over(Self.roster + "#")), .sourceConflict, "/srv/staff.roster.sig: it does not fit the file"),
            (host(SignatureFile.over(Self.roster, by: 8)), .notObservable, "belongs to nobody in [Keys]"),
            (host("", SignatureFile.keyring()), .parseError, "not a signature"),
            (host(nil, SignatureFile.keyring("bob", requiresSignatures: true)), .notObservable, "RequireSignature= wants it"),
        ]
        for (host, reason, why) in table {
            let results = try host.results()
            #expect(Set(results.verdicts(check).values) == [.inconclusive(reason)] && results.verdicts(check).count == 5)
            let observed = results.result(check, "source:/srv/staff.roster")?.observed ?? ""
            #expect(observed.contains(why), "\(observed)")
            #expect(results.documents.first?.origin?.source == "hr.example.com" && results.documents.first?.content != nil)
        }
    }
}
