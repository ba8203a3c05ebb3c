import Controls
import Ledger

/// How evidence goes that is older than the configuration asks for.
extension Watch {
    /// It is looked for so often; and for so long after wall time was tied, nothing goes: what is old is told by the wall clock, and one
    /// that was set wrongly is mostly set right soon.
    static let pruningInterval = TimeSpan.hours(24)
    /// While there is more, a piece goes so often.
    static let pruningPace = TimeSpan.minutes(1)

    var nextPruning: BootTime? {
        guard let timetable, trouble == nil, seal.fork == nil, !duty.configuration.monitor.legalHold else { return nil }
        let settled = timetable.tie.start + Self.pruningInterval
        return pruneFrom.map { max($0, settled) } ?? settled
    }

    /// Lets a piece go, if it is time.
    func prune(at now: ClockReading) {
        guard !isOver, daybook.isEmpty, let due = nextPruning, due <= now.boot else { return }
        do throws(LedgerFailure) {
            let record = try ledger.prune(Pruning(retention, keeping: needed, by: "soc2d", at: LeafMoment(now)))
            pruneFrom = now.boot + (record == nil ? Self.pruningInterval : Self.pruningPace)
            guard let record else { return }
            try standing.follow(ledger.reader)
            (seal.isDue, lastKept) = (true, now)
            log(.info, "Old evidence was removed.", ["COUNT": "\(record.count)", "BEFORE": record.before.rfc3339])
        } catch { suffer(error, at: now) }
        keep(at: now)
    }

    private var retention: RetentionPolicy {
        let settings = duty.configuration.monitor
        return RetentionPolicy(period: settings.retention, isHeld: settings.legalHold)
    }

    /// Executions whose evidence the next look, or an approved state, goes by.
    private var needed: Set<ExecutionID> {
        Set(standing.baselines.values.map { ExecutionID(number: $0.execution) }).union(standing.lastObserved.values)
    }
}
