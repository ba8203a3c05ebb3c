/// Why a pass is more than a pass.
package enum PassReason: String, CaseIterable, Hashable, Sendable {
    /// A drifted subject that a complete inventory no longer finds.
    case subjectAbsent = "subject-absent"
}

/// Why a check fails: what was positively observed.
package enum FailReason: String, CaseIterable, Hashable, Sendable {
    case belowMinimum = "below-minimum"
    case aboveMaximum = "above-maximum"
    case missing
    case unexpected
    case changed
    /// Configured, but a way around it was found.
    case notEnforced = "not-enforced"
    case disabled
    case weakAlgorithm = "weak-algorithm"
    case cleartext
    case exposed
    case expired
    case notYetValid = "not-yet-valid"
    case futureTime = "future-time"
    case untrusted
    case nameMismatch = "name-mismatch"
    case notReloaded = "not-reloaded"
    case stale
    case notPersistent = "not-persistent"
    case recordMissing = "record-missing"
}

/// Why nothing is known.
package enum InconclusiveReason: String, CaseIterable, Hashable, Sendable {
    /// A file could not be read.
    case unreadable
    /// An interface refused us.
    case permissionDenied = "permission-denied"
    /// Our own unit hides it.
    case sandboxed
    case notObservableUnderRoot = "not-observable-under-root"
    /// Invisible from the host.
    case notObservable = "not-observable"
    case timeout
    case toolMissing = "tool-missing"
    case toolFailed = "tool-failed"
    case emptyOutput = "empty-output"
    case parseError = "parse-error"
    case unsupportedFormat = "unsupported-format"
    case limitExceeded = "limit-exceeded"
    case changedDuringRead = "changed-during-read"
    case sourceConflict = "source-conflict"
    case populationIncomplete = "population-incomplete"
    case staleSource = "stale-source"
    case locked
    case unreachable
    case insufficientHistory = "insufficient-history"
    case clockInvalid = "clock-invalid"
    case noBaseline = "no-baseline"
    case notConfigured = "not-configured"
    case internalError = "internal-error"
}

/// Why there is nothing to test.
package enum NotApplicableReason: String, CaseIterable, Hashable, Sendable {
    case emptyPopulation = "empty-population"
    case featureAbsent = "feature-absent"
    case policyOff = "policy-off"
    case declaredOutOfScope = "declared-out-of-scope"
}
