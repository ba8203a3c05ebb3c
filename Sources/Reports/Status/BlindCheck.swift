package import Controls

/// A check of whose subjects some could not be observed when it was last performed.
package struct BlindCheck: Hashable, Sendable {
    package var test: TestedCheck
    package var population: Population
    /// The reason codes, each with its number of subjects.
    package var reasons: [String: Int]
    /// When it was last performed.
    package var lastLook: Moment
    /// From when on every execution had something that could not be observed; nil where nobody knows.
    package var since: Moment?

    package init(_ test: TestedCheck, population: Population, reasons: [String: Int], lastLook: Moment, since: Moment?) {
        self.test = test
        self.population = population
        self.reasons = reasons
        self.lastLook = lastLook
        self.since = since
    }

    /// `no-baseline 12, unreadable 1`, the most frequent first.
    var words: String {
        reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    }
}
