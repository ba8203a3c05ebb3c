/// How far one execution of a check reached: whether what it does not name was looked for.
package struct Inventory: Hashable, Sendable {
    /// Whether every source of subjects was read to its end.
    package let isComplete: Bool
    /// The sources that settings declare out of scope: nothing is known of what stands in them.
    package let outOfScope: Set<String>

    package init(isComplete: Bool, outOfScope: Set<String> = []) {
        self.isComplete = isComplete
        self.outOfScope = outOfScope
    }

    /// What the results of a check say about its inventory. A check without any result has none.
    package init(of results: some Sequence<CheckResult>, population: Population) {
        var isComplete = population.subjects > 0
        var outOfScope: Set<String> = []
        for result in results {
            if result.verdict.leavesGap { isComplete = false }
            if Subject.isSource(result.subject), result.verdict == .notApplicable(.declaredOutOfScope) { outOfScope.insert(result.subject) }
        }
        self.init(isComplete: isComplete, outOfScope: outOfScope)
    }

    /// Whether a subject that the other inventory could find would have been found by this one. An exclusion that came later hides what
    /// was seen before, so what is no longer named has not passed.
    package func reaches(asFarAs other: Inventory) -> Bool { isComplete && outOfScope.isSubset(of: other.outOfScope) }
}

extension Verdict {
    /// Whether subjects may stand behind this result that nobody has seen.
    fileprivate var leavesGap: Bool {
        switch self {
        case .pass, .fail: false
        case .inconclusive(let reason): reason.leavesGap
        // Nobody asked for an inventory.
        case .notApplicable(.policyOff): true
        case .notApplicable(.emptyPopulation), .notApplicable(.featureAbsent), .notApplicable(.declaredOutOfScope): false
        }
    }
}

extension InconclusiveReason {
    /// Whether something was not read, as against a subject that was seen and could not be judged.
    fileprivate var leavesGap: Bool {
        switch self {
        case .noBaseline, .insufficientHistory, .clockInvalid: false
        case .unreadable, .permissionDenied, .sandboxed, .notObservableUnderRoot, .notObservable, .timeout, .toolMissing, .toolFailed,
            .emptyOutput, .parseError, .unsupportedFormat, .limitExceeded, .changedDuringRead, .sourceConflict, .populationIncomplete,
            .staleSource, .locked, .unreachable, .notConfigured, .internalError:
            true
        }
    }
}
