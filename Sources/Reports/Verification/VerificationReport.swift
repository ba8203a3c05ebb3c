import Controls

/// The two verdicts on a ledger for people, each on a line of its own, and what they do not show.
package enum VerificationReport {
    package static func render(_ verification: Verification, style: TextReport.Style, to write: ([UInt8]) -> Void) {
        var page = TextPage(width: style.width, hasColour: style.hasColour)
        for (name, judgement) in [("integrity:", verification.integrity), ("completeness:", verification.completeness)] {
            // Never wrapped: a program may look for the line.
            page.addUnwrapped("\(page.coloured(name, judgement.isGood ? .pass : .fail)) \(judgement.words.printable)")
            for ground in judgement.grounds { page.add(ground, indent: 2, hanging: 2) }
        }
        for limit in verification.limits { page.add("note: \(limit)", hanging: 6) }
        page.flush(to: write)
    }

    /// Format `soc2d.verify.v1`. Keys are stable; new ones may come, none goes.
    package static func renderJSON(_ verification: Verification, to write: ([UInt8]) -> Void) {
        JSONPage.render(
            [
                ("format", .text("soc2d.verify.v1")), ("file", .text(verification.file)), ("integrity", json(verification.integrity)),
                ("completeness", json(verification.completeness)), ("key", .text(verification.key)),
                ("keyFrom", .text(verification.key == nil ? nil : verification.isKeyFromFile ? "genesis" : "given")),
                ("anchors", .number(verification.anchors)), ("limits", .texts(verification.limits)),
            ], to: write)
    }

    private static func json(_ judgement: Verification.Judgement) -> JSONValue {
        .object([("good", .flag(judgement.isGood)), ("verdict", .text(judgement.words)), ("grounds", .texts(judgement.grounds))])
    }
}
