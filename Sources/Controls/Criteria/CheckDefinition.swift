/// What a check is worth to an auditor: its criteria with their strength, its subjects, its usual frequency and severity.
package struct CheckDefinition: Hashable, Sendable {
    package let id: CheckID
    /// The criteria of which the check is itself a test: one or two.
    package let direct: [Criterion]
    /// The criteria that the check corroborates without being sufficient alone: at most two.
    package let supporting: [Criterion]
    /// What one result is about, such as `per account`.
    package let subjects: String
    /// How often the check is due unless a control says otherwise.
    package let every: TimeSpan
    package let severity: Severity
    /// Why the check is a test of its direct criteria.
    package let why: String

    init(
        _ id: CheckID, direct: [Criterion], supporting: [Criterion] = [], subjects: String, every: TimeSpan, severity: Severity,
        why: String
    ) {
        self.id = id
        self.direct = direct
        self.supporting = supporting
        self.subjects = subjects
        self.every = every
        self.severity = severity
        self.why = why
    }
}

/// How much a failing result matters. Ordered from `low` to `critical`.
package enum Severity: String, CaseIterable, Hashable, Sendable, Comparable {
    case low, medium, high, critical

    package static func < (first: Severity, second: Severity) -> Bool { first.rank < second.rank }

    private var rank: Int {
        switch self {
        case .low: 0
        case .medium: 1
        case .high: 2
        case .critical: 3
        }
    }
}
