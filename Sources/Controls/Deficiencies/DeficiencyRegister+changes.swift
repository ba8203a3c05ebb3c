extension DeficiencyRegister {
    /// What one execution of a check changes, in the order of its results; ``PerformedTest`` comes last and always.
    ///
    /// Takes time in proportion to the results and to the subjects of the check that the register remembers.
    package func changes(after executed: ExecutedCheck) -> [DeficiencyChange] {
        var step = RegisterStep(executed, history: histories[executed.test] ?? TestHistory(), next: next)
        for result in executed.deciding { step.take(result) }
        return step.finished
    }
}

/// One execution on its way into the register.
private struct RegisterStep {
    private let executed: ExecutedCheck
    private let history: TestHistory
    private var next: DeficiencyID
    private var changes: [DeficiencyChange] = []
    private var failedAgain: [DeficiencyID] = []
    private var unknown: Set<String> = []
    private var closed: [String] = []

    init(_ executed: ExecutedCheck, history: TestHistory, next: DeficiencyID) {
        self.executed = executed
        self.history = history
        self.next = next
    }

    var finished: [DeficiencyChange] {
        let performance = executed.performance
        let (lost, found) = history.sights(unknown: unknown, closed: closed, in: performance.inventory)
        let performed = PerformedTest(test: executed.test, performance: performance, failedAgain: failedAgain, lost: lost, found: found)
        return changes + [.performed(performed)]
    }

    mutating func take(_ result: CheckResult) {
        if let deficiency = history.open[result.subject]?.value {
            follow(deficiency, deficiency.after(result, severity: executed.severity, in: executed.performance))
            return
        }
        switch result.verdict {
        case .fail(let reason): open(result.subject, Finding(result, because: reason, severity: executed.severity))
        case .inconclusive, .notApplicable: unknown.insert(result.subject)
        case .pass: break
        }
    }

    private mutating func follow(_ before: Deficiency, _ after: Deficiency) {
        if let closing = after.closing {
            changes.append(.closed(before.id, closing))
            closed.append(before.subject.subject)
        } else if after.finding != before.finding {
            changes.append(.amended(before.id, after.finding, executed.performance))
        } else if after.failures > before.failures {
            failedAgain.append(before.id)
        }
    }

    private mutating func open(_ subject: String, _ finding: Finding) {
        let predecessor = history.closed[subject]?.value
        let opening = DeficiencyOpening(
            id: next, subject: TestedSubject(test: executed.test, subject: subject), finding: finding, performance: executed.performance,
            lastPassBefore: history.lastPass(of: subject, within: executed.performance.inventory), predecessor: predecessor?.id,
            recurrences: predecessor.map { $0.recurrences + 1 } ?? 0)
        changes.append(.opened(opening))
        next = DeficiencyID(number: next.number + 1)
    }
}
