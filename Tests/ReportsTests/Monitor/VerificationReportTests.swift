import Controls
import Foundation
import Reports
import Testing

/// Two verdicts, and what they do not show.
struct VerificationReportTests {
    private func verification(integrity: Bool = true, completeness: Bool = true, fromFile: Bool = true, anchors: Int = 0) -> Verification {
        Verification(
            file: "/var/lib/soc2d/ledger",
            integrity: .init(integrity ? "verified: 12 leaves" : "broken at seq 3 (the leaf: \u{1B}[31m)", isGood: integrity),
            completeness: .init(completeness ? "reconciled" : "residual 2", isGood: completeness), key: "host+1+k", isKeyFromFile: fromFile,
            anchors: anchors)
    }

    private func text(_ verification: Verification, colour: Bool = false) -> String {
        written { VerificationReport.render(verification, style: style(80, colour: colour), to: $0) }
    }

    @Test func `each verdict has a line, never wrapped and never merged`() {
        #expect(
            text(verification(fromFile: false, anchors: 1)) == "integrity: verified: 12 leaves\ncompleteness: reconciled\n")
        let broken = verification(integrity: false)
        #expect(text(broken).hasPrefix("integrity: broken at seq 3 (the leaf: \u{FFFD}[31m)\ncompleteness: reconciled\n"))
        #expect(!broken.isGood && !verification(completeness: false).isGood && verification().isGood)
    }

    @Test func `what only an off-host head, or a key from elsewhere, can show is said`() {
        let shown = text(verification()).replacing("\n      ", with: " ")
        #expect(shown.contains("note: the key is the one that the file itself names, which proves nothing about who wrote it"))
        #expect(
            shown.contains("note: a cut tail or a replaced file shows only against a checkpoint kept elsewhere: give one with --anchor"))
        #expect(!text(verification(fromFile: false)).contains("--key"))
    }

    @Test func `the JSON keeps them apart too`() throws {
        let json = try object(written { VerificationReport.renderJSON(verification(completeness: false), to: $0) })
        #expect(json["format"] as? String == "soc2d.verify.v1" && json["keyFrom"] as? String == "genesis")
        #expect((json["integrity"] as? [String: Any])?["good"] as? Bool == true)
        #expect((json["completeness"] as? [String: Any])?["verdict"] as? String == "residual 2")
        #expect((json["limits"] as? [String])?.count == 2)
    }
}
