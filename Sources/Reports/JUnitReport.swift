import Controls

/// A look in the XML that build servers read: a test suite for each probe, a test case for each check and subject.
/// A fail is a failure, an inconclusive result an error, a not-applicable one skipped. So is a fail under a waiver, which its message
/// names: a build that the exit status lets through is not stopped by the report of it, and nobody reads the test as passed.
package enum JUnitReport {
    package static func render(_ look: Look, to write: ([UInt8]) -> Void) {
        var lines = [#"<?xml version="1.0" encoding="UTF-8"?>"#, "<testsuites>"]
        let probes = Dictionary(grouping: look.checks, by: \.id.probe)
        for (probe, checks) in probes.sorted(by: { $0.key < $1.key }) {
            let results = checks.flatMap(\.results)
            let count = { (outcome: Outcome) in results.count { $0.verdict.outcome == outcome } }
            let waived = checks.reduce(0) { $0 + $1.waived }
            lines.append(
                """
                  <testsuite name="\(escaped(probe))" hostname="\(escaped(look.host.name))" timestamp="\(look.startedAt.rfc3339)" \
                tests="\(results.count)" failures="\(count(.fail) - waived)" errors="\(count(.inconclusive))" \
                skipped="\(count(.notApplicable) + waived)">
                """)
            for check in checks {
                for result in check.results {
                    lines.append(testCase(result, of: check))
                    if lines.count > 500 { flush(&lines, to: write) }
                }
            }
            lines.append("  </testsuite>")
        }
        lines.append("</testsuites>")
        flush(&lines, to: write)
    }

    private static func flush(_ lines: inout [String], to write: ([UInt8]) -> Void) {
        write(Array((lines.joined(separator: "\n") + "\n").utf8))
        lines.removeAll(keepingCapacity: true)
    }

    private static func testCase(_ result: CheckResult, of check: LookedCheck) -> String {
        let head = #"    <testcase classname="\#(escaped(check.id.rawValue))" name="\#(escaped(result.subject))""#
        let message = escaped(result.summary)
        let type = escaped(result.verdict.reason ?? "")
        let detail = escaped((result.sources.map(\.text) + [check.advice(for: result)]).joined(separator: "\n"))
        switch result.verdict {
        case .pass: return head + "/>"
        case .fail:
            if let waiver = check.waiver(over: result) {
                return head + #"><skipped message="\#(escaped("fail (\(waiver.label)): "))\#(message)"/></testcase>"#
            }
            return head + #"><failure message="\#(message)" type="\#(type)">\#(detail)</failure></testcase>"#
        case .inconclusive: return head + #"><error message="\#(message)" type="\#(type)">\#(detail)</error></testcase>"#
        case .notApplicable: return head + #"><skipped message="\#(message)"/></testcase>"#
        }
    }

    /// Text for XML 1.0, which cannot hold most control characters even as references.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n", "\t": escaped += scalar == "\n" ? "&#10;" : "&#9;"
            case "\u{00}"..<"\u{20}", "\u{7F}"..."\u{9F}", "\u{FFFE}"..."\u{FFFF}": escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
