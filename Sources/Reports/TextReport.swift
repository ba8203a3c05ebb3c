import Controls

/// A look for people: what fails first, each with what decided it and what to do, then a table of every check and every criterion.
package struct TextReport {
    /// How a text is shown.
    package struct Style: Sendable {
        package var width: Int
        package var hasColour: Bool
        /// Subjects of one check that are listed before the rest is only counted; nil for all.
        package var listed: Int?

        package init(width: Int, hasColour: Bool, listed: Int?) {
            self.width = max(40, min(width, 120))
            self.hasColour = hasColour
            self.listed = listed
        }
    }

    let style: Style
    var page: TextPage
    /// What is told before the checks, and not again under each of them.
    let shared: SharedGaps

    package static func render(_ look: Look, style: Style, to write: ([UInt8]) -> Void) {
        var report = TextReport(style: style, shared: SharedGaps(look.checks))
        report.page.add("soc2d: \(look.host.name), \(look.host.os.isEmpty ? "unknown system" : look.host.os), \(look.startedAt.rfc3339)")
        if look.root != "/" { report.page.add("observed below \(look.root), as if it were the root of a host") }
        for outcome in [Outcome.fail, .inconclusive] {
            if outcome == .inconclusive { report.sharedGaps() }
            for check in look.checks.filter({ $0.population.count(of: outcome) > 0 }).sorted(by: { $0.severity > $1.severity }) {
                report.section(check, outcome)
                report.page.flush(to: write)
            }
        }
        report.attention(look)
        if style.listed == nil { report.rest(look) }
        report.checkTable(look)
        report.criteriaTable(look)
        report.page.add("")
        report.page.add(Self.closing(look))
        report.page.flush(to: write)
    }

    private init(style: Style, shared: SharedGaps) {
        self.style = style
        self.shared = shared
        page = TextPage(width: style.width, hasColour: style.hasColour)
    }

    /// What a reader should know of what passes: nobody looks there otherwise.
    private mutating func attention(_ look: Look) {
        var lines: [String] = []
        for check in look.checks {
            for result in check.results where result.verdict.outcome == .pass {
                lines += result.notes.filter { $0.code == .attention }.map { "\(check.id)  \(result.subject): \($0.text)" }
            }
        }
        guard !lines.isEmpty else { return }
        page.add("")
        page.add("worth knowing, although it passes:")
        for line in lines.prefix(style.listed ?? lines.count) { page.add("- \(line)", indent: 2, hanging: 2) }
        if let listed = style.listed, lines.count > listed {
            page.add("… and \(lines.count - listed) more; --all lists every one", indent: 2)
        }
    }

    /// With `--all`, what passes and what does not apply is named as well.
    private mutating func rest(_ look: Look) {
        for check in look.checks {
            for result in check.results where result.verdict.outcome == .pass || result.verdict.outcome == .notApplicable {
                let outcome = result.verdict.outcome
                page.add(outcome, as: outcome.rawValue, "\(check.id)  \(result.subject): \(result.summary)", hanging: 6)
            }
        }
    }

    // MARK: Tables

    private mutating func checkTable(_ look: Look) {
        page.add("")
        row("check", "result", ["pass", "fail", "incon.", "n/a"], outcome: nil)
        for check in look.checks {
            let counts = Outcome.allCases.map { String(check.population.count(of: $0)) }
            let outcome = check.population.rollUp
            row(check.id.rawValue, outcome.rawValue, counts, outcome: outcome)
        }
    }

    /// Subjects by the criteria that their checks test directly; one with two criteria counts under both.
    private mutating func criteriaTable(_ look: Look) {
        page.add("")
        row("criterion", "checks", ["pass", "fail", "incon.", "n/a"], outcome: nil)
        for criterion in Criterion.allCases {
            let checks = look.checks.filter { $0.definition.direct.contains(criterion) }
            guard !checks.isEmpty else { continue }
            let total = checks.reduce(Population()) { $0 + $1.population }
            row(criterion.rawValue, String(checks.count), Outcome.allCases.map { String(total.count(of: $0)) }, outcome: nil)
        }
    }

    private mutating func row(_ name: String, _ middle: String, _ counts: [String], outcome: Outcome?) {
        let shown = outcome.map { page.coloured(middle, $0) } ?? middle
        let gap = String(repeating: " ", count: max(1, 15 - middle.count))
        page.addUnwrapped(padded(name, 33) + shown + gap + counts.map { leftPadded($0, 7) }.joined())
    }

    private static func closing(_ look: Look) -> String {
        let totals = look.totals
        let waived = look.waived == 0 ? "" : " (\(look.waived) waived)"
        let counts =
            "\(totals.fail) fail\(waived), \(totals.inconclusive) inconclusive, \(totals.pass) pass, \(totals.notApplicable) not applicable"
        return "\(counts); \(look.checks.count == 1 ? "1 check" : "\(look.checks.count) checks")"
    }
}
