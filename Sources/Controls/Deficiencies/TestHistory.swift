/// What the register remembers of one test of a control.
package struct TestHistory: Hashable, Sendable {
    /// By subject.
    package internal(set) var open: [String: Boxed<Deficiency>] = [:]
    /// The last closed deficiency of each subject that has no open one.
    package internal(set) var closed: [String: Boxed<Deficiency>] = [:]
    /// The last execution whose inventory was complete: what it did not name passed then, or was not there.
    package private(set) var lastComplete: Performance?
    /// The subjects for which that does not hold, each with its own last pass.
    package private(set) var apart: [String: LastPass] = [:]

    package struct LastPass: Hashable, Sendable {
        /// Nil where nobody knows.
        package let moment: Moment?

        package init(moment: Moment?) { self.moment = moment }
    }

    package init() {}

    /// A history as it stood.
    package init(open: [Deficiency], closed: [Deficiency], lastComplete: Performance?, apart: [String: LastPass]) {
        self.open = Dictionary(open.map { ($0.subject.subject, Boxed($0)) }) { first, _ in first }
        self.closed = Dictionary(closed.map { ($0.subject.subject, Boxed($0)) }) { first, _ in first }
        self.lastComplete = lastComplete
        self.apart = apart
    }

    /// When a subject is last known to have passed, or not to have been there, as far as an inventory that now sees it can tell.
    func lastPass(of subject: String, within inventory: Inventory) -> Moment? {
        if let own = apart[subject] { return own.moment }
        guard let lastComplete, lastComplete.inventory.reaches(asFarAs: inventory) else { return nil }
        return lastComplete.moment
    }

    /// Of which subjects nothing is known any more, and of which something is known again, after an execution.
    func sights(unknown: Set<String>, closed: [String], in inventory: Inventory) -> (lost: [String], found: [String]) {
        let lost = unknown.filter { apart[$0] == nil }.sorted()
        guard inventory.isComplete else { return (lost, []) }
        return (lost, (apart.keys.filter { !unknown.contains($0) } + closed).sorted())
    }

    mutating func close(_ subject: String, _ deficiency: Deficiency, by closing: Deficiency.Closing) {
        open[subject] = nil
        closed[subject] = Boxed(deficiency.closed(by: closing))
        apart[subject] = LastPass(moment: closing.performance.moment)
    }

    mutating func open(_ deficiency: Deficiency) {
        let subject = deficiency.subject.subject
        open[subject] = Boxed(deficiency)
        closed[subject] = nil
        apart[subject] = nil
    }

    mutating func perform(_ performed: PerformedTest) {
        for subject in performed.lost {
            apart[subject] = LastPass(moment: lastPass(of: subject, within: performed.performance.inventory))
        }
        for subject in performed.found { apart[subject] = nil }
        if performed.performance.inventory.isComplete { lastComplete = performed.performance }
    }
}
