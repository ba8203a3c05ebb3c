/// The deficiencies of a host that are open, with the last closed one of each subject: a fold over its changes.
///
/// Changes are worked out first (``changes(after:)``, ``acknowledging(_:by:)`` …), kept in the ledger, and then applied. Applying the
/// same changes to an empty register gives the same register. Time is what the changes say: a clock that goes backwards changes no order.
package struct DeficiencyRegister: Hashable, Sendable {
    /// What is remembered of each test.
    package private(set) var histories: [TestedCheck: TestHistory] = [:]
    private var places: [DeficiencyID: TestedSubject] = [:]
    /// The number that the next deficiency gets.
    package private(set) var next = DeficiencyID(number: 1)

    package init() {}

    /// A register as it stood.
    package init(_ histories: [TestedCheck: TestHistory], next: DeficiencyID) {
        self.histories = histories
        self.next = next
        for history in histories.values {
            for kept in history.open.values { places[kept.value.id] = kept.value.subject }
        }
    }

    /// The register that some changes make.
    /// - Throws: for a change that cannot follow the ones before it.
    package init(replaying changes: some Sequence<DeficiencyChange>) throws(DeficiencyProblem) {
        for change in changes { try apply(change) }
    }

    // MARK: What is open

    /// Every open deficiency, the oldest first.
    package var open: [Deficiency] { histories.values.flatMap(\.open.values).map(\.value).sorted { $0.id < $1.id } }

    /// The tests of which something is open.
    package var failing: [TestedCheck] { histories.filter { !$0.value.open.isEmpty }.map(\.key) }

    /// The open deficiencies of a check: what an execution of it is asked to name even when it passes, and completed with.
    /// In no order, and never all at once.
    package func open(of test: TestedCheck) -> some Sequence<Deficiency> { (histories[test]?.open ?? [:]).values.lazy.map(\.value) }

    package func open(of subject: TestedSubject) -> Deficiency? { histories[subject.test]?.open[subject.subject]?.value }

    /// An open deficiency by its number.
    package subscript(id: DeficiencyID) -> Deficiency? { places[id].flatMap { open(of: $0) } }

    /// The latest deficiency of a subject, open or closed.
    package func latest(of subject: TestedSubject) -> Deficiency? {
        open(of: subject) ?? histories[subject.test]?.closed[subject.subject]?.value
    }

    // MARK: What people and destinations do

    /// - Throws: if it is not open, or acknowledged already.
    package func acknowledging(_ id: DeficiencyID, by statement: Statement) throws(DeficiencyProblem) -> DeficiencyChange {
        let deficiency = try opened(id)
        if let first = deficiency.acknowledgement { throw .alreadyAcknowledged(id, first) }
        return .acknowledged(id, statement)
    }

    /// A claim may be made again: the one before it was refuted, or somebody knows better.
    package func claimingRemediation(of id: DeficiencyID, by statement: Statement) throws(DeficiencyProblem) -> DeficiencyChange {
        .remediationClaimed(try opened(id).id, statement)
    }

    /// Nil where somebody was told before.
    package func notifying(of id: DeficiencyID, at moment: Moment) throws(DeficiencyProblem) -> DeficiencyChange? {
        try opened(id).notifiedAt == nil ? .notified(id, moment) : nil
    }

    private func opened(_ id: DeficiencyID) throws(DeficiencyProblem) -> Deficiency {
        guard let deficiency = self[id] else { throw .notOpen(id) }
        return deficiency
    }

    // MARK: Changes

    /// - Throws: if the change cannot follow the ones before it.
    package mutating func apply(_ change: DeficiencyChange) throws(DeficiencyProblem) {
        switch change {
        case .opened(let opening): try open(opening)
        case .amended(let id, let finding, let performance): try replace(id) { $0.failing(finding, in: performance) }
        case .closed(let id, let closing): try close(id, by: closing)
        case .performed(let performed):
            for id in performed.failedAgain { try replace(id) { $0.failing($0.finding, in: performed.performance) } }
            histories[performed.test, default: TestHistory()].perform(performed)
        case .notified(let id, let moment): try replace(id) { $0.notified(at: moment) }
        case .acknowledged(let id, let statement): try replace(id) { $0.acknowledged(by: statement) }
        case .remediationClaimed(let id, let statement): try replace(id) { $0.remediated(by: statement) }
        }
    }

    private mutating func open(_ opening: DeficiencyOpening) throws(DeficiencyProblem) {
        let (following, overflow) = next.number.addingReportingOverflow(1)
        guard opening.id == next, !overflow, open(of: opening.subject) == nil else { throw .outOfOrder(opening.id) }
        next = DeficiencyID(number: following)
        places[opening.id] = opening.subject
        histories[opening.subject.test, default: TestHistory()].open(Deficiency(opening))
    }

    private mutating func close(_ id: DeficiencyID, by closing: Deficiency.Closing) throws(DeficiencyProblem) {
        let deficiency = try opened(id)
        let subject = deficiency.subject
        places[id] = nil
        histories[subject.test]?.close(subject.subject, deficiency, by: closing)
    }

    private mutating func replace(_ id: DeficiencyID, with changed: (Deficiency) -> Deficiency) throws(DeficiencyProblem) {
        let deficiency = try opened(id)
        histories[deficiency.subject.test]?.open[deficiency.subject.subject] = Boxed(changed(deficiency))
    }
}
