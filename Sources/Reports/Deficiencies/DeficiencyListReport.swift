package import Controls

/// Deficiencies for people: two lines for each.
package enum DeficiencyListReport {
    /// - Parameter selection: what was asked for, such as `control AC-02`; empty for everything.
    package static func render(
        _ cases: [DeficiencyCase], of selection: String = "", unread: UnreadPlace? = nil, at now: Moment, style: TextReport.Style,
        to write: ([UInt8]) -> Void
    ) {
        var page = TextPage(width: style.width, hasColour: style.hasColour)
        if let unread {
            unread.tell(on: &page)
            page.add("")
        }
        for known in cases {
            add(known, at: now, to: &page)
            page.flush(to: write)
        }
        page.add(summary(cases) + (selection.isEmpty ? "" : " of \(selection)"))
        page.flush(to: write)
    }

    private static func add(_ known: DeficiencyCase, at now: Moment, to page: inout TextPage) {
        let deficiency = known.deficiency
        let outcome: Outcome = deficiency.closing != nil ? .pass : known.waiver != nil ? .notApplicable : .fail
        let severity = deficiency.finding.severity.rawValue
        page.add(outcome, as: "\(deficiency.id)", "\(severity)  \(known.test.check) of \(deficiency.subject.subject)", hanging: 4)
        page.add("\(known.words); control \(known.test.control)", indent: 4, hanging: 2)
        page.add(known.what, indent: 4, hanging: 2)
        let since = deficiency.firstFailure.moment
        let span = deficiency.closing.map { "from \(since.rfc3339) to \($0.performance.moment.rfc3339)" } ?? "since \(since.told(at: now))"
        page.add(span, indent: 4, hanging: 2)
        page.add("")
    }

    private static func summary(_ cases: [DeficiencyCase]) -> String {
        let closed = cases.count { $0.deficiency.closing != nil }
        let waived = cases.count { $0.deficiency.closing == nil && $0.waiver != nil }
        if closed == cases.count, closed > 0 { return "\(closed) closed" }
        let open = "\(cases.count - closed) open" + (waived == 0 ? "" : " (\(waived) waived)")
        return closed == 0 ? open : "\(open), \(closed) closed"
    }
}
