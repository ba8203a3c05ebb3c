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

    private let style: Style
    private var page: TextPage

    package static func render(_ look: Look, style: Style, to write: ([UInt8]) -> Void) {
        var report = TextReport(style: style)
        report.page.add("soc2d: \(look.host.name), \(look.host.os.isEmpty ? "unknown system" : look.host.os), \(look.startedAt.iso8601)")
        if look.root != "/" { report.page.add("observed below \(look.root), as if it were the root of a host") }
        for outcome in [Outcome.fail, .inconclusive] {
            for check in look.checks.filter({ $0.population.count(of: outcome) > 0 }).sorted(by: { $0.severity > $1.severity }) {
                report.section(check, outcome)
                report.page.flush(to: write)
            }
        }
        if style.listed == nil { report.rest(look) }
        report.checkTable(look)
        report.criteriaTable(look)
        report.page.add("")
        report.page.add(Self.closing(look))
        report.page.flush(to: write)
    }

    private init(style: Style) {
        self.style = style
        page = TextPage(width: style.width, hasColour: style.hasColour)
    }

    // MARK: Findings

    private mutating func section(_ check: LookedCheck, _ outcome: Outcome) {
        let criteria = check.definition.direct.map(\.rawValue).joined(separator: " ")
        page.add("")
        page.add(outcome, as: outcome.rawValue.uppercased(), check.id.rawValue)
        page.add("\(check.severity.rawValue), control \(check.control), \(criteria)", indent: 2)
        // Only as many as are listed are copied out of what may be a hundred thousand.
        let isUnapproved = { (result: CheckResult) in check.approval != nil && result.verdict == .inconclusive(.noBaseline) }
        let unapproved = check.results.lazy.filter { $0.verdict.outcome == outcome && isUnapproved($0) }
        let others = check.results.lazy.filter { $0.verdict.outcome == outcome && !isUnapproved($0) }
        let limit = style.listed ?? check.results.count
        if let approval = check.approval, !unapproved.isEmpty {
            let shown = style.listed.map { $0 * 10 } ?? check.results.count
            approvals(Array(unapproved.prefix(shown)), of: unapproved.count { _ in true }, approval)
        }
        let listed = Array(others.prefix(limit))
        guard let first = listed.first else { return }
        for alike in Self.grouped(listed) { finding(alike) }
        more(others.count { _ in true })
        advise(check, listed, first)
    }

    /// Neighbours that differ in nothing but their subject, together.
    private static func grouped(_ results: [CheckResult]) -> [[CheckResult]] {
        var groups: [[CheckResult]] = []
        for result in results {
            var like = result
            like.subject = groups.last?.first?.subject ?? ""
            if groups.last?.first == like { groups[groups.count - 1].append(result) } else { groups.append([result]) }
        }
        return groups
    }

    private mutating func finding(_ alike: [CheckResult]) {
        guard let result = alike.first else { return }
        page.add("- \(alike.map(\.subject).joined(separator: ", ")): \(result.summary)", indent: 2, hanging: 2)
        for source in result.sources.prefix(3) { page.addUnwrapped("      at \(source.text.printable)") }
        for note in result.notes.prefix(3) { page.add("note: \(note.text)", indent: 6, hanging: 2) }
    }

    /// Nothing is approved yet: what there is, as the lines that would approve it.
    private mutating func approvals(_ results: [CheckResult], of count: Int, _ approval: LookedCheck.Approval) {
        page.add("no-baseline: nothing is approved yet, so drift cannot be told from what was meant.", indent: 2, hanging: 2)
        page.add("do: keep the lines that are meant, in \(approval.file):", indent: 2, hanging: 2)
        page.addUnwrapped("      [Settings]")
        // One line each and never wrapped: they are there to be copied.
        let saysMore = results.count == 1 || Set(results.map(\.observed)).count > 1
        for result in results {
            if saysMore { page.addUnwrapped("      # \(result.observed.printable)") }
            page.addUnwrapped("      \(approval.key)=\(result.subject.printable)")
        }
        // A comment, so that the block can be copied whole.
        if count > results.count { page.addUnwrapped("      # and \(count - results.count) more: --all lists every one") }
        for note in Set(results.flatMap(\.notes).map(\.text)).sorted().prefix(3) { page.add("note: \(note)", indent: 2, hanging: 2) }
    }

    /// One line for all that fails; for what could not be seen, one for each reason.
    private mutating func advise(_ check: LookedCheck, _ results: [CheckResult], _ first: CheckResult) {
        if results.count == 1 || first.verdict.outcome == .inconclusive {
            var given: [String] = []
            for result in results {
                let advice = check.advice(for: result)
                guard !given.contains(advice) else { continue }
                given.append(advice)
                page.add("do: \(advice)", indent: 2, hanging: 2)
            }
            return
        }
        page.add("do: \(check.advice)", indent: 2, hanging: 2)
        guard let approval = check.approval else { return }
        page.add("or approve what is meant with \(approval.key)= and its subject, in \(approval.file)", indent: 2, hanging: 2)
    }

    private mutating func more(_ count: Int) {
        guard let listed = style.listed, count > listed else { return }
        page.add("… and \(count - listed) more; --all lists every one", indent: 2)
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
        let counts = "\(totals.fail) fail, \(totals.inconclusive) inconclusive, \(totals.pass) pass, \(totals.notApplicable) not applicable"
        return "\(counts); \(look.checks.count == 1 ? "1 check" : "\(look.checks.count) checks")"
    }
}
