/// What a failing result says: why, how much it matters, what was asked for and what was seen.
package struct Finding: Hashable, Sendable {
    package let reason: FailReason
    package let severity: Severity
    package let required: String
    package let observed: String

    package init(reason: FailReason, severity: Severity, required: String, observed: String) {
        self.reason = reason
        self.severity = severity
        self.required = required
        self.observed = observed
    }

    init(_ result: CheckResult, because reason: FailReason, severity: Severity) {
        self.init(reason: reason, severity: severity, required: result.required, observed: result.observed)
    }
}
