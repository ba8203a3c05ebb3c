package import Controls

/// Writes the facts of a notice. Text from the host becomes one line that can forge nothing, and of bounded length.
package struct NoticeWriter: Hashable, Sendable {
    package let hostID: String
    package let hostName: String

    /// Bytes of one text, and of a name in a summary.
    package static let textLimit = 4000
    static let nameLimit = 200

    package init(hostID: String, hostName: String) {
        self.hostID = hostID
        self.hostName = hostName
    }

    /// A notice about a deficiency.
    /// - Parameters:
    ///   - result: the one that decides for the subject; nil where no execution gave rise to the notice, or it did not name the subject.
    ///   - waiver: the one that lies over the deficiency, or has just ended.
    package func notice(
        of occasion: Occasion, _ deficiency: Deficiency, eventID: String, result: CheckResult?, criteria: [Criterion], advice: String,
        waiver: Waiver?
    ) -> Notice {
        let test = deficiency.subject.test
        var notice = empty(occasion.kind, eventID: eventID, at: occasion.moment, severity: deficiency.finding.severity)
        notice.deficiency = deficiency.id.number
        notice.control = test.control.clipped(to: Self.nameLimit)
        notice.check = test.check.rawValue.clipped(to: Self.nameLimit)
        notice.subject = deficiency.subject.subject.clipped(to: Self.textLimit)
        notice.criteria = criteria.map(\.rawValue)
        notice.required = (result?.required ?? deficiency.finding.required).clipped(to: Self.textLimit)
        notice.observed = (occasion.turns?.text ?? observed(of: deficiency, result)).clipped(to: Self.textLimit)
        notice.reason = result?.verdict.reason ?? deficiency.closing?.reason?.rawValue ?? openReason(of: deficiency)
        notice.place = (result?.sources.first.map(place) ?? "").clipped(to: Self.textLimit)
        notice.advice = deficiency.closing == nil ? advice.clipped(to: Self.textLimit) : ""
        notice.firstFailure = deficiency.firstFailure.moment
        notice.closedAt = deficiency.closing?.performance.moment
        notice.waiver = (waiver?.label ?? "").clipped(to: Self.nameLimit)
        notice.summary = summary(of: occasion.kind, deficiency, criteria, notice)
        return notice
    }

    /// A notice about soc2d itself.
    package func notice(
        _ kind: Notice.Kind, eventID: String, at moment: Moment, severity: Severity, summary: String, observed: String, advice: String
    ) -> Notice {
        var notice = empty(kind, eventID: eventID, at: moment, severity: severity)
        notice.summary = summary.clipped(to: Self.textLimit)
        notice.observed = observed.clipped(to: Self.textLimit)
        notice.advice = advice.clipped(to: Self.textLimit)
        return notice
    }

    /// A test of a destination: a matter of its own, that can wait for the morning.
    /// - Parameter what: such as `a test`.
    package func test(_ what: String, of destination: String, eventID: String, at moment: Moment) -> Notice {
        var notice = notice(
            .test, eventID: eventID, at: moment, severity: .low,
            summary: "This is \(what) of the destination \(destination); nothing is deficient",
            observed: "", advice: "")
        notice.destinations = [destination]
        notice.subject = eventID
        return notice
    }

    /// The test that a destination gets every week. Nobody is woken by it: where an open notice rings, it is over from the beginning.
    /// - Parameter settings: ``Notice/testedSettings``
    package func weeklyTest(of destination: Destination, settings: String, eventID: String, at moment: Moment) -> Notice {
        var notice = test("the weekly test by soc2d", of: destination.name, eventID: eventID, at: moment)
        notice.testedSettings = settings
        notice.closedAt = destination.kind.rings ? moment : nil
        return notice
    }

    private func empty(_ kind: Notice.Kind, eventID: String, at moment: Moment, severity: Severity) -> Notice {
        var notice = Notice()
        notice.kind = kind
        notice.eventID = eventID
        notice.moment = moment
        notice.severity = severity
        notice.hostID = hostID
        notice.hostName = hostName.clipped(to: Self.nameLimit)
        return notice
    }

    private func observed(of deficiency: Deficiency, _ result: CheckResult?) -> String {
        if let result { return result.observed }
        guard let closing = deficiency.closing else { return deficiency.finding.observed }
        return closing.reason == .subjectAbsent ? "no longer there" : ""
    }

    private func openReason(of deficiency: Deficiency) -> String {
        deficiency.closing == nil ? deficiency.finding.reason.rawValue : ""
    }

    private func place(_ source: Source) -> String { source.line.map { "\(source.path):\($0)" } ?? source.path }

    /// Such as `Deficiency D-41 opened: firewall.default-deny, subject ipv6 (control NET-02, CC6.6)`.
    private func summary(of kind: Notice.Kind, _ deficiency: Deficiency, _ criteria: [Criterion], _ notice: Notice) -> String {
        let basis = (["control \(notice.control)"] + criteria.map(\.rawValue)).joined(separator: ", ")
        let subject = notice.subject.clipped(to: Self.nameLimit)
        let event = words(for: kind, deficiency, waiver: notice.waiver)
        return "Deficiency \(deficiency.id) \(event): \(notice.check), subject \(subject) (\(basis))".clipped(to: Self.textLimit)
    }

    private func words(for kind: Notice.Kind, _ deficiency: Deficiency, waiver: String) -> String {
        switch kind {
        case .opened: deficiency.predecessor.map { "opened again after \($0)" } ?? "opened"
        case .settled: deficiency.closing == nil ? "settled and open" : "settled and closed"
        case .waived: waiver.isEmpty ? "waived" : waiver
        case .waiverEnded: "no longer waived"
        case .reminder: "still open since \(deficiency.firstFailure.moment.rfc3339)"
        case .stillFlapping: "still flapping"
        case .changed, .closed, .flapping, .configurationRefused, .forkRefused, .storeFailed, .undelivered, .test: kind.rawValue
        }
    }
}
