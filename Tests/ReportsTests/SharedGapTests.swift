import Controls
import Foundation
import Reports
import Testing

/// What a reader of the text is told once, though several results say it.
struct SharedGapTests {
    private let checks: [CheckID] = ["tls-config.certificate-chain", "tls-config.certificate-name", "tls-config.key-strength"]

    private func gap(_ check: CheckID, _ subject: String = "source:listeners", _ observed: String = "hidden") -> CheckResult {
        CheckResult(
            check, subject: subject, .inconclusive(.permissionDenied), required: "what \(check.name) asks for", observed: observed,
            sources: [Source("sock_diag(7)"), Source("/etc/\(check.name)")])
    }

    @Test func `what keeps several checks open is told once, with their names`() throws {
        let shown = text(try look(checks.map { gap($0) }))
        #expect(
            shown.contains(
                """
                INCONCLUSIVE  tls-config
                  keeps 3 checks open: certificate-chain, certificate-name, key-strength
                  - source:listeners: hidden (permission-denied)
                      at sock_diag(7)
                  do: look as root
                """))
        #expect(shown.components(separatedBy: "hidden").count == 2 && shown.components(separatedBy: "do: ").count == 2)
        #expect(!shown.contains("INCONCLUSIVE  tls-config.") && !shown.contains("asks for"))
    }

    @Test func `the tables, the JSON and JUnit count it for every check`() throws {
        let look = try look(checks.map { gap($0) })
        for check in checks {
            let row = text(look).split(separator: "\n").first { $0.hasPrefix("\(check) ") }
            #expect(row?.split(separator: " ").dropFirst() == ["inconclusive", "0", "0", "1", "0"])
        }
        #expect(text(look).hasSuffix("0 fail, 3 inconclusive, 0 pass, 0 not applicable; 3 checks\n"))
        #expect((try json(look)["results"] as? [Any])?.count == 3)
        #expect(junit(look).components(separatedBy: "<error ").count == 4)
    }

    @Test func `a check keeps what it alone does not know in a block of its own`() throws {
        let shown = text(try look(checks.map { gap($0) } + [gap(checks[0], "tcp/443 [::]", "alone")]))
        #expect(shown.contains("INCONCLUSIVE  tls-config.certificate-chain\n") && shown.contains("- tcp/443 [::]: alone"))
        #expect(!shown.contains("INCONCLUSIVE  tls-config.certificate-name"))
    }

    @Test func `gaps of other probes, of other words, and what is not approved yet are not shared`() throws {
        let shown = text(
            try look(
                [
                    gap("tls-config.certificate-chain"), gap("open-ports.restricted-bind"),
                    gap("tls-config.key-strength", "source:listeners", "else"),
                    CheckResult("account-drift.ssh-key", subject: "root", .inconclusive(.noBaseline), observed: "new"),
                    CheckResult("account-drift.privileged-grant", subject: "root", .inconclusive(.noBaseline), observed: "new"),
                ], key: "Allow"))
        #expect(!shown.contains("checks open"))
        #expect(shown.components(separatedBy: "INCONCLUSIVE  ").count == 6 && shown.components(separatedBy: "Allow=root").count == 3)
    }

    @Test func `a long list of shared gaps is cut, unless all is asked for`() throws {
        let results = checks.flatMap { check in (1...25).map { gap(check, "tcp/\($0)", "hidden \($0)") } }
        #expect(text(try look(results)).contains("… and 15 more; --all lists every one"))
        #expect(text(try look(results), listed: nil).contains("- tcp/25: hidden 25"))
    }

    private func failing(_ subject: String, _ notes: [Note]) -> CheckResult {
        CheckResult("tls-config.cipher-strength", subject: subject, .fail(.weakAlgorithm), observed: "\(subject) is weak", notes: notes)
    }

    @Test func `a default is named once for a check, and a note once if all bullets have it`() throws {
        let usual = Note(.defaultInForce, "ForbidCipher=rc4")
        let clock = Note(.clockUnsynchronised, "the clock is off")
        let own = Note(.attention, "only here")
        let shown = text(try look([failing("a", [usual, clock]), failing("b", [usual, clock, own]), failing("c", [clock])]))
        let head = "CC6.7\n  default: ForbidCipher=rc4\n  note: the clock is off\n  - a: a is weak (weak-algorithm)\n  - b: b is weak"
        #expect(shown.contains(head))
        #expect(shown.contains("(weak-algorithm)\n      note: only here\n  - c: "))
        #expect(shown.components(separatedBy: "ForbidCipher").count == 2 && shown.components(separatedBy: "the clock is off").count == 2)
    }

    @Test func `the note of a single bullet stands below it, and what only some have as well`() throws {
        let usual = Note(.defaultInForce, "ForbidCipher=rc4")
        let own = Note(.attention, "not everywhere")
        #expect(text(try look([failing("a", [usual])])).contains("(weak-algorithm)\n      default: ForbidCipher=rc4\n"))
        let some = text(try look([failing("a", [own]), failing("b", [own]), failing("c", [])]))
        #expect(some.components(separatedBy: "      note: not everywhere").count == 3)
    }
}
