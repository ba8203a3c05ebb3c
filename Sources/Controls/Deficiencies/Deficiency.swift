/// The open condition of a subject of a check of a control, from its first failing execution to the first passing one.
///
/// Nobody closes it by hand: only a pass of the same control, check and subject does. What fails after that is a deficiency of its own.
package struct Deficiency: Hashable, Sendable {
    package let id: DeficiencyID
    package let subject: TestedSubject
    /// The deficiency of the same subject that was closed before this one was opened.
    package let predecessor: DeficiencyID?
    /// How many deficiencies of the same subject came before.
    package let recurrences: Int
    /// When the subject was last known to pass before it failed; nil where nobody knows.
    package let lastPassBefore: Moment?
    package let firstFailure: Performance
    /// The latest that was found.
    package private(set) var finding: Finding
    /// Every reason that was seen, in the order in which each was seen first.
    package private(set) var reasons: [FailReason]
    package private(set) var lastFailure: Performance
    /// How many executions failed.
    package private(set) var failures: Int
    package private(set) var closing: Closing?
    /// When the first destination took notice of it.
    package private(set) var notifiedAt: Moment?
    /// The first acknowledgement.
    package private(set) var acknowledgement: Statement?
    /// The latest claim that it is mended.
    package private(set) var remediationClaim: Statement?

    /// What closed a deficiency.
    package struct Closing: Hashable, Sendable {
        package let performance: Performance
        /// Nil for a plain pass.
        package let reason: PassReason?

        package init(performance: Performance, reason: PassReason?) {
            self.performance = performance
            self.reason = reason
        }
    }

    /// A deficiency as its first failing execution opens it.
    package init(_ opening: DeficiencyOpening) {
        self.init(opening, reasons: [opening.finding.reason], lastFailure: opening.performance, failures: 1)
    }

    /// A deficiency as it stood.
    /// - Parameter opening: what is known since it was opened, with the finding that came last.
    package init(
        _ opening: DeficiencyOpening, reasons: [FailReason], lastFailure: Performance, failures: Int, closing: Closing? = nil,
        notifiedAt: Moment? = nil, acknowledgement: Statement? = nil, remediationClaim: Statement? = nil
    ) {
        id = opening.id
        subject = opening.subject
        predecessor = opening.predecessor
        recurrences = opening.recurrences
        lastPassBefore = opening.lastPassBefore
        firstFailure = opening.performance
        finding = opening.finding
        self.reasons = reasons
        self.lastFailure = lastFailure
        self.failures = failures
        self.closing = closing
        self.notifiedAt = notifiedAt
        self.acknowledgement = acknowledgement
        self.remediationClaim = remediationClaim
    }

    package enum State: String, CaseIterable, Hashable, Sendable {
        case open, acknowledged, remediating, closed
    }

    package var state: State {
        if closing != nil { return .closed }
        if remediationClaim != nil { return .remediating }
        return acknowledgement == nil ? .open : .acknowledged
    }
}

extension Deficiency {
    /// The deficiency after one more result of its check on its subject. Only a pass closes it; not knowing changes nothing, and what is
    /// closed stays as it is.
    package func after(_ result: CheckResult, severity: Severity, in performance: Performance) -> Deficiency {
        guard closing == nil else { return self }
        switch result.verdict {
        case .pass(let reason): return closed(by: Closing(performance: performance, reason: reason))
        case .fail(let reason): return failing(Finding(result, because: reason, severity: severity), in: performance)
        case .inconclusive, .notApplicable: return self
        }
    }

    func failing(_ finding: Finding, in performance: Performance) -> Deficiency {
        var failing = self
        failing.finding = finding
        if !reasons.contains(finding.reason) { failing.reasons.append(finding.reason) }
        failing.lastFailure = performance
        failing.failures += 1
        return failing
    }

    func closed(by closing: Closing) -> Deficiency {
        var closed = self
        closed.closing = closing
        return closed
    }

    func notified(at moment: Moment) -> Deficiency {
        var notified = self
        notified.notifiedAt = notifiedAt ?? moment
        return notified
    }

    func acknowledged(by statement: Statement) -> Deficiency {
        var acknowledged = self
        acknowledged.acknowledgement = acknowledgement ?? statement
        return acknowledged
    }

    /// Whoever says that it is mended has taken notice of it.
    func remediated(by statement: Statement) -> Deficiency {
        var remediated = acknowledged(by: statement)
        remediated.remediationClaim = statement
        return remediated
    }
}
