import Controls
import Ledger

/// When one check was looked at last, and whether that showed anything.
struct CheckAttention {
    /// When it was judged last, or first promised.
    var since: Moment
    /// How much of the time since then lies in slots that were missed.
    var gone = TimeSpan(nanoseconds: 0)
    var blindRuns = 0
    var blindReason: String?

    init(since: Moment) { self.since = since }

    /// As an earlier look has left it; nil for a check that no plan promised then.
    init?(_ row: CheckSlots) {
        guard let since = row.since else { return nil }
        (self.since, gone, blindRuns, blindReason) = (since, row.gone, row.blindRuns, row.blindReason)
    }

    mutating func take(_ check: KeptCheck, in execution: KeptExecution) {
        // What crashed or was late has judged nothing.
        if execution.hasEvidence { (since, gone) = (execution.times.started, TimeSpan(nanoseconds: 0)) }
        var before = LastLook(execution: execution.id, moment: since, population: Population())
        before.blindRuns = blindRuns
        let look = LastLook(check, in: execution, after: before)
        blindRuns = look.blindRuns
        let reason = look.inconclusive.max { ($0.value, $1.key) < ($1.value, $0.key) }
        blindReason = blindRuns > 0 ? reason?.key : nil
    }

    mutating func miss(_ slots: Int64, every interval: TimeSpan) {
        gone = TimeSpan(nanoseconds: gone.nanoseconds.plus(interval.nanoseconds.times(slots)))
    }
}
