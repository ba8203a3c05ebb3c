package import Controls

/// Reconciles what was promised with what was recorded, from plans, clock records and terminal records alone.
///
/// It counts along the wall clock and shares no step with the timetable, which counts along the boot clock: what one of them gets wrong
/// shows here. A record of many slots counts as each of them. A slot is counted once, however many records name it.
package struct Completeness: Sendable {
    package private(set) var checks: [CheckID: Tally] = [:]
    /// Slots that records name and no plan promised.
    package private(set) var unpromised: Int64 = 0
    /// Slots that more than one record names, counted once for each record too many.
    package private(set) var doubled: Int64 = 0

    /// - Parameters:
    ///   - attendance: how slots ended, under these plans.
    ///   - period: wall times, without the first and with the last.
    ///   - asOf: the wall time, on the line of the last clock record, up to which slots may have fallen due. A slot is pending for its
    ///     grace and its timeout; one that is made up for after that counts as residual until its run has ended, so a report takes a moment
    ///     at which nothing waits.
    package init(
        _ plans: [Plan], _ clocks: [ClockRecord], _ attendance: Attendance, from start: Moment, through end: Moment, asOf: Moment
    ) {
        let period = start.nanoseconds...max(start.nanoseconds, end.nanoseconds)
        var entries = attendance.entries
        unpromised = attendance.unpromised
        for reign in Reign.all(plans, clocks, asOf: asOf.nanoseconds) {
            for promise in reign.plan.promises {
                let key = Entry.Key(plan: reign.plan.id, probe: promise.probe, tie: reign.tie)
                let account = Account(reign, promise, entries.removeValue(forKey: key) ?? [])
                unpromised = unpromised.plus(account.unpromised)
                doubled = doubled.plus(account.doubled)
                let now = reign.isLast ? asOf.nanoseconds : nil
                for check in promise.checks {
                    account.add(check, of: promise, in: period, asOf: now, to: &checks[check.check, default: Tally()])
                }
            }
        }
        unpromised = entries.values.joined().reduce(unpromised) { $0.plus($1.slots) }
    }
}
