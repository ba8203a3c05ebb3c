import Controls
import Foundation
import Reports
import Testing

/// What readers are told to do.
struct AdviceTests {
    private let chain: CheckID = "tls-config.certificate-chain"

    private func advice(_ look: Look) throws -> [String] {
        let results = try #require(try json(look)["results"] as? [[String: Any]])
        return results.compactMap { $0["advice"] as? String }
    }

    @Test(arguments: InconclusiveReason.allCases)
    func `what is not known is never advised to be mended as if it were broken`(reason: InconclusiveReason) throws {
        let look = try look([CheckResult(chain, subject: "tcp/443 [::]", .inconclusive(reason), observed: "seen")])
        let given = try #require(try advice(look).first)
        #expect(!given.isEmpty && !given.contains("mend it; `true`"))
        #expect(!text(look).contains("mend it; `true`") && !junit(look).contains("mend it; `true`"))
        #expect(text(look, width: 120).replacing("\n    ", with: " ").contains("  do: \(given)\n"))
    }

    @Test func `every reason for not knowing has words of its own`() throws {
        let given = try InconclusiveReason.allCases.flatMap { reason in
            try advice(try look([CheckResult(chain, subject: "a", .inconclusive(reason))]))
        }
        #expect(Set(given).count == InconclusiveReason.allCases.count)
    }

    @Test(arguments: [
        (InconclusiveReason.unreachable, "`ss -ltnp`"), (.toolMissing, "install the program"), (.notConfigured, "say in the setting"),
        (.insufficientHistory, "a later look"), (.clockInvalid, "`timedatectl`"),
    ])
    func `the words fit the reason`(reason: InconclusiveReason, words: String) throws {
        #expect(try advice(try look([CheckResult(chain, subject: "a", .inconclusive(reason))])).first?.contains(words) == true)
    }

    @Test func `the advice follows why a result fails, in every form`() throws {
        let look = try look(
            [
                CheckResult(chain, subject: "tcp/443", .fail(.expired), observed: "ended"),
                CheckResult(chain, subject: "tcp/444", .fail(.untrusted), observed: "no path"),
            ], adviceByReason: [.expired: "renew it; `date`"])
        #expect(try advice(look) == ["renew it; `date`", "mend it; `true`"])
        #expect(junit(look).contains("renew it; `date`</failure>") && junit(look).contains("mend it; `true`</failure>"))
        #expect(text(look).contains("ended (expired)\n  do: renew it; `date`\n  - tcp/444: no path (untrusted)\n  do: mend it; `true`\n"))
    }

    @Test func `advice stands once, below all bullets that it belongs to`() throws {
        let shown = text(
            try look([
                CheckResult(chain, subject: "a", .inconclusive(.unreachable), observed: "refused"),
                CheckResult(chain, subject: "b", .inconclusive(.timeout), observed: "silent"),
                CheckResult(chain, subject: "c", .inconclusive(.unreachable), observed: "reset"),
            ]))
        let order = ["- a: refused", "- c: reset", "do: see whether it runs", "- b: silent", "do: find out what hangs"]
        let places = order.compactMap { shown.range(of: $0)?.lowerBound }
        #expect(places.count == order.count && places == places.sorted())
        #expect(shown.components(separatedBy: "do: ").count == 3)
    }

    @Test func `what is unexpected may be approved as well: one subject is named, several are not`() throws {
        let toor = CheckResult("account-drift.privileged-grant", subject: "toor", .fail(.unexpected), observed: "all")
        let gone = CheckResult("account-drift.privileged-grant", subject: "gone", .fail(.missing), observed: "none")
        var other = toor
        other.subject = "other"
        #expect(
            text(try look([toor, gone], key: "AllowGrant")).contains("or approve it with AllowGrant=toor, in /etc/soc2d/approved.conf\n"))
        #expect(
            text(try look([toor, other], key: "AllowGrant")).contains("or approve what is meant with AllowGrant= and its subject, in\n"))
        #expect(!text(try look([gone], key: "AllowGrant")).contains("or approve"))
    }
}
