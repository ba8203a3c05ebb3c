import Controls

/// Takes up the timetable where the last run of the monitor left it: every slot since then ends in one record.
///
/// The latest slot of each probe that the plan still names is made up for, late; all others are missed, each with the reason that the
/// records show. A slot that was due while the monitor lived and has no record is one that ran or waited when the monitor ended, and was
/// lost with it; those of the same probe behind it are overruns.
package struct Recovery: Sendable {
    /// The record that ties wall time anew, first of all; nil where the last one still holds.
    package let clock: ClockRecord?
    /// To be recorded after it.
    package let missed: [MissedRecord]
    /// With the last plan in force; with none where there has been none. A new plan is adopted next.
    package let timetable: Timetable

    package init(_ memory: Recollection, at now: ClockReading, places: Int) {
        let clock = Self.clockRecord(memory, at: now)
        let clocks = memory.clocks + (clock.map { [$0] } ?? [])
        let tie = clocks.dropFirst().reduce(Tie(clocks[0], after: nil)) { Tie($1, after: $0) }
        let stretches = Stretch.all(clocks, memory.plans, until: now)
        let downtimes = Downtime.all(memory.lives, boots: memory.boots, until: now)
        let plan = memory.plans.last
        var missed: [MissedRecord] = []
        var seats: [String: Seat] = [:]
        for probe in Set(memory.plans.flatMap(\.promises).map(\.probe)).sorted() {
            let arrears = Arrears(of: probe, since: memory.accounted[probe], stretches, downtimes)
            guard let plan, let promise = plan.promise(of: probe) else {
                missed += arrears.missed(noticed: now)
                continue
            }
            let series = SlotSeries(plan: plan.id, tie: tie, promise: promise)
            let owed = promise.owed(memory.judged, at: now.wall)
            let (behind, seat) = arrears.seat(series, owed: owed, at: now)
            missed += behind
            seats[probe] = seat
        }
        self.clock = clock
        self.missed = missed
        timetable = Timetable(tie: tie, at: now, places: places, seats: seats)
    }

    private static func clockRecord(_ memory: Recollection, at now: ClockReading) -> ClockRecord? {
        guard let first = memory.clocks.first else { return ClockRecord(tie: 1, cause: .boot, before: nil, after: now) }
        let tie = memory.clocks.dropFirst().reduce(Tie(first, after: nil)) { Tie($1, after: $0) }
        return tie.successor(of: lastReading(memory, under: tie), at: now)
    }

    /// The last reading that any record holds.
    private static func lastReading(_ memory: Recollection, under tie: Tie) -> ClockReading {
        let readings = memory.lives.map(\.at) + memory.plans.map(\.from) + memory.clocks.map(\.after)
        return readings.filter { $0.bootID == tie.bootID && $0.boot >= tie.start }.max { $0.boot < $1.boot } ?? ClockReading()
    }
}

extension Promise {
    /// The checks that were not judged for as long as their interval, or never, or at a time that the clock has not reached again.
    fileprivate func owed(_ judged: [CheckID: Moment], at now: Moment) -> Set<CheckID> {
        Set(
            checks.filter { check in
                guard let last = judged[check.check] else { return true }
                return last > now || now.nanoseconds.minus(last.nanoseconds) >= check.interval.nanoseconds
            }.map(\.check))
    }
}
