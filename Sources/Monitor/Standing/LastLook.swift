package import Controls
internal import Ledger

/// The last execution of one check.
package struct LastLook: Hashable, Sendable {
    package var execution: ExecutionID
    /// When it began to look.
    package var moment: Moment
    package var population: Population
    /// The reasons for which subjects are inconclusive, each with its number of subjects.
    package var inconclusive: [String: Int] = [:]
    /// From when on every execution had some of them; nil where this one has none.
    package var inconclusiveSince: Moment?
    /// How many executions in a row had nothing but inconclusive subjects, for a reason that is no matter of configuration.
    package var blindRuns = 0
    package var lastPass: Moment?

    package init(execution: ExecutionID, moment: Moment, population: Population) {
        self.execution = execution
        self.moment = moment
        self.population = population
    }

    init(_ check: KeptCheck, in execution: KeptExecution, after before: LastLook?) {
        self.init(execution: execution.id, moment: execution.times.started, population: check.population)
        lastPass = population.rollUp == .pass ? moment : before?.lastPass
        guard population.inconclusive > 0 else { return }
        inconclusiveSince = before?.inconclusiveSince ?? moment
        let reasons = check.results.compactMap(\.verdict.inconclusive)
        inconclusive = reasons.reduce(into: [:]) { $0[$1.rawValue, default: 0] += 1 }
        let isBlind = population.inconclusive == population.subjects && reasons.contains { !$0.isConfiguration }
        blindRuns = isBlind ? (before?.blindRuns ?? 0) + 1 : 0
    }
}

extension Verdict {
    fileprivate var inconclusive: InconclusiveReason? {
        switch self {
        case .inconclusive(let reason): reason
        case .pass, .fail, .notApplicable: nil
        }
    }
}

extension InconclusiveReason {
    /// Whether people settle it by writing something down.
    fileprivate var isConfiguration: Bool {
        switch self {
        case .noBaseline, .notConfigured: true
        case .unreadable, .permissionDenied, .sandboxed, .notObservableUnderRoot, .notObservable, .timeout, .toolMissing, .toolFailed,
            .emptyOutput, .parseError, .unsupportedFormat, .limitExceeded, .changedDuringRead, .sourceConflict, .populationIncomplete,
            .staleSource, .locked, .unreachable, .insufficientHistory, .clockInvalid, .internalError:
            false
        }
    }
}
