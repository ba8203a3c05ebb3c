/// That a test was performed, and what of it changes no deficiency and is needed later all the same.
package struct PerformedTest: Hashable, Sendable {
    package let test: TestedCheck
    package let performance: Performance
    /// The deficiencies that failed again as before.
    package let failedAgain: [DeficiencyID]
    /// The subjects without a deficiency of which nothing is known from this execution on.
    package let lost: [String]
    /// The subjects that pass again, or are gone, after nothing was known of them.
    package let found: [String]

    package init(test: TestedCheck, performance: Performance, failedAgain: [DeficiencyID], lost: [String], found: [String]) {
        self.test = test
        self.performance = performance
        self.failedAgain = failedAgain
        self.lost = lost
        self.found = found
    }
}
