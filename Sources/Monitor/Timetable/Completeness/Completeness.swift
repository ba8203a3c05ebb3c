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
    ///     grace and its timeout.
    ///   - resumed: when the monitor last took up its work, on the same line. For as long as what it missed may be made up for, the last slot
    ///     of each probe before that is pending too.
    package init(
        _ plans: [Plan], _ clocks: [ClockRecord], _ attendance: Attendance, from start: Moment, through end: Moment, asOf: Moment,
        resumed: Moment? = nil
    ) {
        let period = start.nanoseconds...max(start.nanoseconds, end.nanoseconds)
        var entries = attendance.entries
        unpromised = attendance.unpromised
        var accounts: [(reign: Reign, promise: Promise, account: Account)] = []
        var awaited: [String: (index: Int, slot: Int64)] = [:]
        for reign in Reign.all(plans, clocks, asOf: asOf.nanoseconds) {
            for promise in reign.plan.promises {
                let key = Entry.Key(plan: reign.plan.id, probe: promise.probe, tie: reign.tie)
                let account = Account(reign, promise, entries.removeValue(forKey: key) ?? [])
                if let resumed, Self.makesUp(promise, since: resumed, asOf: asOf), let slot = account.last(through: resumed.nanoseconds) {
                    awaited[promise.probe] = (accounts.count, slot)
                }
                accounts.append((reign, promise, account))
            }
        }
        for (index, (reign, promise, account)) in accounts.enumerated() {
            unpromised = unpromised.plus(account.unpromised)
            doubled = doubled.plus(account.doubled)
            let now = reign.isLast ? asOf.nanoseconds : nil
            let awaited = awaited[promise.probe].flatMap { $0.index == index ? $0.slot : nil }
            for check in promise.checks {
                account.add(check, of: promise, in: period, asOf: now, awaited: awaited, to: &checks[check.check, default: Tally()])
            }
        }
        unpromised = entries.values.joined().reduce(unpromised) { $0.plus($1.slots) }
    }

    /// Whether a slot from before the monitor took up its work may still be made up for.
    private static func makesUp(_ promise: Promise, since resumed: Moment, asOf: Moment) -> Bool {
        let patience = Timetable.longestSpread.nanoseconds.plus(promise.timeout.nanoseconds)
        return asOf.nanoseconds.minus(resumed.nanoseconds) <= patience
    }
}
