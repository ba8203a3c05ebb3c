import Controls

/// The slots of one probe under one plan and one tie, counted along the boot clock.
struct SlotSeries: Hashable, Sendable {
    let plan: String
    let tie: Tie
    let promise: Promise
    private let grid: SlotGrid

    init(plan: String, tie: Tie, promise: Promise) {
        self.plan = plan
        self.tie = tie
        self.promise = promise
        grid = promise.grid(under: tie)
    }

    func slots(_ due: Due) -> ClosedRange<Int64>? { grid.slots(due) }
    func time(of number: Int64) -> BootTime { grid.time(of: number) }
    /// When the first slot behind a time is due.
    func next(after time: BootTime) -> BootTime { grid.time(of: grid.last(through: time).plus(1)) }

    func slot(_ number: Int64) -> Slot {
        let time = grid.time(of: number)
        let name = SlotName(plan: plan, probe: promise.probe, scheduled: tie.name(of: time), tie: tie.number)
        return Slot(name: name, time: time, checks: promise.checks(dueIn: number...number), grace: promise.grace)
    }

    /// A time that is no slot, named like one, with every check.
    func moment(_ time: BootTime) -> Slot {
        let name = SlotName(plan: plan, probe: promise.probe, scheduled: tie.name(of: time), tie: tie.number)
        return Slot(name: name, time: time, checks: Set(promise.checks.map(\.check)), grace: promise.grace)
    }

    func missed(_ slots: ClosedRange<Int64>, _ gap: Gap, noticed: ClockReading) -> MissedRecord {
        MissedRecord(
            plan: plan, probe: promise.probe, tie: tie.number, first: tie.name(of: grid.time(of: slots.lowerBound)),
            last: tie.name(of: grid.time(of: slots.upperBound)), slots: slots.upperBound.minus(slots.lowerBound).plus(1), gap: gap,
            noticed: noticed)
    }
}
