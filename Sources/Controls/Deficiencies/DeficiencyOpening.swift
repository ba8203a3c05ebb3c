/// What is known of a deficiency when its first failing execution opens it.
package struct DeficiencyOpening: Hashable, Sendable {
    package let id: DeficiencyID
    package let subject: TestedSubject
    package let finding: Finding
    package let performance: Performance
    package let lastPassBefore: Moment?
    /// The closed deficiency of the same subject: this one recurs.
    package let predecessor: DeficiencyID?
    package let recurrences: Int

    package init(
        id: DeficiencyID, subject: TestedSubject, finding: Finding, performance: Performance, lastPassBefore: Moment?,
        predecessor: DeficiencyID? = nil, recurrences: Int = 0
    ) {
        self.id = id
        self.subject = subject
        self.finding = finding
        self.performance = performance
        self.lastPassBefore = lastPassBefore
        self.predecessor = predecessor
        self.recurrences = recurrences
    }
}
