/// What one check showed about one subject.
package enum Verdict: Hashable, Sendable {
    /// The property was positively observed.
    case pass(PassReason? = nil)
    /// Its opposite was positively observed.
    case fail(FailReason)
    /// The host could not be observed, so nothing is known. Never read as a pass.
    case inconclusive(InconclusiveReason)
    /// There is nothing here to test, and the evidence shows that.
    case notApplicable(NotApplicableReason)

    package static var pass: Verdict { .pass(nil) }

    /// The result without its reason, as reports count it.
    package var outcome: Outcome {
        switch self {
        case .pass: .pass
        case .fail: .fail
        case .inconclusive: .inconclusive
        case .notApplicable: .notApplicable
        }
    }

    /// The reason code, stable across versions; nil for a plain pass.
    package var reason: String? {
        switch self {
        case .pass(let reason): reason?.rawValue
        case .fail(let reason): reason.rawValue
        case .inconclusive(let reason): reason.rawValue
        case .notApplicable(let reason): reason.rawValue
        }
    }

    /// The verdict that a reason code stands for (a code implies its result), or nil for an unknown pair.
    package init?(outcome: Outcome, reason: String?) {
        switch outcome {
        case .pass:
            guard let reason else {
                self = .pass
                return
            }
            guard let known = PassReason(rawValue: reason) else { return nil }
            self = .pass(known)
        case .fail:
            guard let known = reason.flatMap(FailReason.init) else { return nil }
            self = .fail(known)
        case .inconclusive:
            guard let known = reason.flatMap(InconclusiveReason.init) else { return nil }
            self = .inconclusive(known)
        case .notApplicable:
            guard let known = reason.flatMap(NotApplicableReason.init) else { return nil }
            self = .notApplicable(known)
        }
    }
}

/// The four results. Only pass is a pass.
package enum Outcome: String, CaseIterable, Hashable, Sendable {
    case pass
    case fail
    case inconclusive
    case notApplicable = "not-applicable"
}
