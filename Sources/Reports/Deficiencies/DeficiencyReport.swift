package import Controls

/// The life of one deficiency for people: what fails, every time that auditors ask for, and who was told.
package struct DeficiencyReport {
    private let file: DeficiencyFile
    private let now: Moment
    private var page: TextPage

    private var known: DeficiencyCase { file.known }
    private var deficiency: Deficiency { file.known.deficiency }

    package static func render(_ file: DeficiencyFile, at now: Moment, style: TextReport.Style, to write: ([UInt8]) -> Void) {
        var report = DeficiencyReport(file: file, now: now, page: TextPage(width: style.width, hasColour: style.hasColour))
        if let unread = file.unread {
            unread.tell(on: &report.page)
            report.page.add("")
        }
        report.condition()
        report.times()
        report.figures()
        report.relations()
        report.notices()
        report.page.flush(to: write)
    }

    private mutating func condition() {
        let (finding, test) = (deficiency.finding, known.test)
        let outcome: Outcome = deficiency.closing == nil ? .fail : .pass
        page.add(outcome, as: "\(deficiency.id)", "\(known.words)", hanging: 2)
        page.add("\(test.check) of \(deficiency.subject.subject)", indent: 2, hanging: 2)
        let criteria = CheckCatalogue.definition(of: test.check)?.direct.map(\.rawValue).joined(separator: " ")
        page.add("\(finding.severity.rawValue), control \(test.control)" + (criteria.map { ", \($0)" } ?? ""), indent: 2, hanging: 2)
        page.add("required: \(finding.required.isEmpty ? "-" : finding.required)", indent: 2, hanging: 2)
        page.add("observed: \(finding.observed.isEmpty ? "-" : finding.observed)", indent: 2, hanging: 2)
        let others = deficiency.reasons.map(\.rawValue).filter { $0 != finding.reason.rawValue }
        let earlier = others.isEmpty ? "" : " (at other times \(others.joined(separator: ", ")))"
        page.add("reason:   \(finding.reason.rawValue)\(earlier)", indent: 2, hanging: 2)
        for source in file.sources.prefix(5) { page.addUnwrapped("      at \(source.text.printable)") }
        if !file.advice.isEmpty, deficiency.closing == nil { page.add("do: \(file.advice)", indent: 2, hanging: 2) }
    }

    // MARK: Times

    private mutating func times() {
        page.add("")
        row("last pass before", deficiency.lastPassBefore.map { $0.told(at: now) } ?? "none is known")
        row("first failure", told(deficiency.firstFailure))
        row("somebody notified", deficiency.notifiedAt.map { $0.told(at: now) } ?? "not yet")
        row("acknowledged", told(deficiency.acknowledgement))
        row("remediation claimed", told(deficiency.remediationClaim))
        row("last failure", told(deficiency.lastFailure) + ", \(counted(deficiency.failures, "failure", "failures")) in all")
        let reason = deficiency.closing?.reason.map { " (\($0.rawValue))" } ?? ""
        row("first pass after", deficiency.closing.map { told($0.performance) + reason } ?? "not yet")
    }

    private mutating func figures() {
        page.add("")
        row("detection bound", figure(deficiency.detectionBound))
        row("time to notify", figure(deficiency.timeToNotify))
        row("time to acknowledge", figure(deficiency.timeToAcknowledge))
        row("time to remediate", figure(deficiency.timeToRemediate))
        row("exposure", "at least \(figure(deficiency.exposureMinimum)), at most \(figure(deficiency.exposureMaximum))")
    }

    private mutating func row(_ name: String, _ text: String) { page.add("\(padded(name, 21))\(text)", indent: 2, hanging: 21) }

    private func figure(_ span: TimeSpan?) -> String { span?.rough ?? "not known" }

    private func told(_ performance: Performance) -> String {
        "\(performance.moment.told(at: now)), execution \(performance.execution.number)"
    }

    private func told(_ statement: Statement?) -> String {
        guard let statement else { return "not yet" }
        return "\(statement.moment.told(at: now)) by \(statement.author)" + (statement.text.isEmpty ? "" : ": \(statement.text)")
    }

    // MARK: What lies around it

    private mutating func relations() {
        if let predecessor = deficiency.predecessor {
            page.add("")
            let times = counted(deficiency.recurrences, "time", "times")
            page.add(
                "It was closed \(times) before, last as \(predecessor): `soc2d deficiencies show \(predecessor)`", indent: 2, hanging: 2)
        }
        if let silence = known.silence {
            page.add("")
            page.add(
                "silence \(silence.id) until \(silence.expiry.text), by \(silence.author): \(silence.reason)", indent: 2, hanging: 2)
            page.add("covers \(silence.scope.words); notices go to the journal alone", indent: 4, hanging: 2)
        }
        guard let waiver = known.waiver else { return }
        page.add("")
        page.add(
            "waiver \(waiver.id) until \(waiver.expiry.text), approved by \(waiver.approvedBy), \(waiver.signatureLabel): \(waiver.reason)",
            indent: 2, hanging: 2)
        page.add("compensating control: \(waiver.compensatingControl)", indent: 4, hanging: 2)
    }

    private mutating func notices() {
        guard !file.notices.isEmpty else { return }
        page.add("")
        page.add("told:", indent: 2)
        for notice in file.notices {
            let moment = notice.moment.map { $0.rfc3339 } ?? "at an unknown time"
            page.add("\(padded(notice.kind, 14))\(moment)  \(notice.fate)", indent: 4, hanging: 14)
        }
    }
}
