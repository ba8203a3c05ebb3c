package import Controls

/// A notice on its way to one destination: a row of the outbox.
package struct PendingNotice: Hashable, Sendable {
    /// The number of the notice in the ledger.
    package var number: Int64
    /// What happened, such as `opened`.
    package var kind: String
    /// When what it tells of happened; nil where the notice itself cannot be read.
    package var moment: Moment?
    package var summary: String
    package var destination: String
    /// Such as `pending`, `delivered`, `dead`.
    package var state: String
    package var attempts: Int
    /// Whether it may have arrived though nobody said so.
    package var isPossiblySent: Bool
    /// What the destination last said; empty for nothing.
    package var problem: String
    /// When it is tried next, by the wall clock; nil for as soon as it is its turn.
    package var next: Moment?

    package init(
        number: Int64, kind: String, moment: Moment?, summary: String, destination: String, state: String, attempts: Int,
        isPossiblySent: Bool, problem: String
    ) {
        self.number = number
        self.kind = kind
        self.moment = moment
        self.summary = summary
        self.destination = destination
        self.state = state
        self.attempts = attempts
        self.isPossiblySent = isPossiblySent
        self.problem = problem
    }

    /// `journal: pending after 3 attempts, may have arrived (the journal is full)`.
    var fate: String {
        let tries = attempts == 0 ? "" : attempts == 1 ? " after 1 attempt" : " after \(attempts) attempts"
        let doubt = isPossiblySent ? ", may have arrived" : ""
        return "\(destination): \(state)\(tries)\(doubt)\(problem.isEmpty ? "" : " (\(problem))")"
    }

    var json: JSONValue {
        .object([
            ("notice", .number(number)), ("kind", .text(kind)), ("moment", .moment(moment)), ("summary", .text(summary)),
            ("destination", .text(destination)), ("state", .text(state)), ("attempts", .number(attempts)),
            ("possiblySent", .flag(isPossiblySent)), ("nextAttempt", .moment(next)), ("problem", .text(problem.isEmpty ? nil : problem)),
        ])
    }
}
