import Controls

/// What stands open on a host, for people: a screenful, what matters most first.
package struct StatusReport {
    private let status: MonitorStatus
    private let style: TextReport.Style
    private var page: TextPage

    package static func render(_ status: MonitorStatus, style: TextReport.Style, to write: ([UInt8]) -> Void) {
        var report = StatusReport(status: status, style: style, page: TextPage(width: style.width, hasColour: style.hasColour))
        report.head()
        report.damage()
        report.open()
        report.silences()
        report.blind()
        report.undelivered()
        report.refusal()
        report.probes()
        report.log()
        report.page.flush(to: write)
    }

    private mutating func head() {
        let name = status.host.name.isEmpty ? "this host" : status.host.name
        let sign = status.lastSign.map { "last record \($0.told(at: status.asOf))" } ?? "no record yet"
        switch status.presence {
        case .running(let troubles):
            page.add("soc2d: \(name): the monitor runs; \(sign)", hanging: 2)
            for trouble in troubles { page.add(.fail, as: "TROUBLE", trouble, hanging: 2) }
        case .absent(let wayOut):
            page.add(.fail, as: "NOT RUNNING", "\(name) is not watched; \(sign)", hanging: 2)
            page.add("do: \(wayOut)", indent: 2, hanging: 2)
        case .unseen(let why):
            page.add(.inconclusive, as: "UNKNOWN", "whether the monitor of \(name) runs; \(sign)", hanging: 2)
            page.add(why, indent: 2, hanging: 2)
        }
    }

    // MARK: What is not as it should be

    private mutating func damage() {
        guard let unread = status.unread else { return }
        page.add("")
        unread.tell(on: &page)
    }

    private mutating func open() {
        page.add("")
        guard !status.open.isEmpty else { return page.add(.pass, as: "OPEN", "no deficiency") }
        let waived = status.open.count - status.unwaived
        let count = counted(status.open.count, "deficiency", "deficiencies")
        page.add(status.unwaived > 0 ? .fail : .notApplicable, as: "OPEN", waived == 0 ? count : "\(count), \(waived) waived")
        // What weighs most first, and what nobody has decided to live with before what somebody has.
        let inOrder = status.open.sorted { first, second in
            let (here, there) = (first.deficiency, second.deficiency)
            if (first.waiver == nil) != (second.waiver == nil) { return first.waiver == nil }
            return here.finding.severity == there.finding.severity ? here.id < there.id : here.finding.severity > there.finding.severity
        }
        for known in shown(inOrder) { line(known) }
        more(inOrder.count, "soc2d deficiencies")
    }

    private mutating func line(_ known: DeficiencyCase) {
        let deficiency = known.deficiency
        page.add(
            "\(padded("\(deficiency.id)", 6))\(padded(deficiency.finding.severity.rawValue, 9))\(known.test.check) of "
                + "\(deficiency.subject.subject), \(known.words)", indent: 2, hanging: 15)
        page.add("since \(deficiency.firstFailure.moment.told(at: status.asOf)), control \(known.test.control)", indent: 17, hanging: 2)
    }

    private mutating func silences() {
        guard !status.silences.isEmpty else { return }
        page.add("")
        page.add(.notApplicable, as: "SILENCED", counted(status.silences.count, "silence", "silences"))
        for silence in shown(status.silences) {
            page.add("\(silence.id) by \(silence.author) until \(silence.expiry.text): \(silence.reason)", indent: 2, hanging: 2)
            page.add("covers \(silence.scope.words)", indent: 4, hanging: 2)
        }
        more(status.silences.count, "soc2d status --all")
    }

    private mutating func blind() {
        guard !status.blind.isEmpty else { return }
        page.add("")
        page.add(.inconclusive, as: "INCONCLUSIVE", counted(status.blind.count, "check", "checks"))
        for check in shown(status.blind) {
            let since = check.since.map { "since \($0.told(at: status.asOf))" } ?? "since before the first record"
            page.add("\(check.test.check): \(check.words); \(since)", indent: 2, hanging: 2)
        }
        more(status.blind.count, "soc2d status --all")
    }

    private mutating func undelivered() {
        guard !status.undelivered.isEmpty else { return }
        page.add("")
        page.add(.inconclusive, as: "NOT DELIVERED", counted(status.undelivered.count, "notice", "notices"))
        for backlog in Backlog.all(of: status.undelivered) {
            page.add(backlog.words(at: status.asOf), indent: 2, hanging: 2)
            for notice in style.listed == nil ? backlog.notices[...] : backlog.notices.prefix(1) {
                page.add(notice.summary, indent: 4, hanging: 2)
            }
        }
        more(status.undelivered.count, "soc2d status --all")
    }

    private mutating func refusal() {
        guard let refusal = status.refusal else { return }
        page.add("")
        page.add(
            .inconclusive, as: "NOT TAKEN", "the last configuration, asked for by \(refusal.author): the one before stays in force",
            hanging: 2)
        for problem in refusal.problems.prefix(3) { page.add(problem, indent: 2, hanging: 2) }
        page.add("do: mend it, see with `soc2d config check`, then `soc2d reload`", indent: 2, hanging: 2)
    }

    // MARK: Probes and log

    private mutating func probes() {
        page.add("")
        page.addUnwrapped("\(padded("probe", 20))last execution")
        for pace in status.probes {
            let last = pace.lastLook.map { $0.told(at: status.asOf) } ?? "never"
            let late = pace.isOverdue(at: status.asOf) ? "; \(page.coloured("overdue", .fail)) since \(pace.expectedBy.rfc3339)" : ""
            page.addUnwrapped("\(padded(pace.probe.printable, 20))\(last), every \(pace.interval.rough)\(late)")
        }
        if status.probes.isEmpty { page.add("no plan yet", indent: 2) }
    }

    private mutating func log() {
        let log = status.log
        page.add("")
        guard let signed = log.signed else {
            page.add("log \(log.origin): \(counted(Int(clamping: log.size), "leaf", "leaves")), no checkpoint yet")
            return
        }
        let moment = log.signedAt.map { " of \($0.told(at: status.asOf))" } ?? ""
        let covered = log.size == signed ? "all" : "\(signed)"
        page.add("log \(log.origin): \(log.size) leaves, \(covered) of them in the checkpoint\(moment)", hanging: 2)
        page.add(
            "unanchored: nobody outside this host holds a checkpoint, so nothing shows that the file was not cut back or replaced",
            hanging: 2)
    }

    private func shown<Element>(_ elements: [Element]) -> ArraySlice<Element> { elements.prefix(style.listed ?? elements.count) }

    private mutating func more(_ count: Int, _ command: String) {
        guard let listed = style.listed, count > listed else { return }
        page.add("… and \(count - listed) more: `\(command)`", indent: 2)
    }
}

/// `1 leaf`, `2 leaves`.
func counted(_ count: Int, _ one: String, _ many: String) -> String { count == 1 ? "1 \(one)" : "\(count) \(many)" }
