import Controls

/// What the timetable keeps of one probe: at most one slot waits or runs at any time. Only behind a first look does a slot wait during a run.
struct Seat: Sendable {
    /// The slots to come; nil when the plan in force no longer names the probe.
    var series: SlotSeries?
    /// Slots until here have fallen due.
    var reached: BootTime
    private(set) var waiting: Waiting?
    private(set) var running: Run?
    /// Whether a first look is to start as soon as there is a place.
    private(set) var awaitsLook = false
    /// Missed slots behind the one that waits or runs: slots end in their order.
    private var backlog: [MissedRecord]
    /// Checks whose slot passed without a judgement.
    private(set) var owed: Set<CheckID>
    private var setback = Setback()

    /// A slot that has fallen due and has not started.
    struct Waiting: Sendable {
        let slot: Slot
        let series: SlotSeries
        let number: Int64
        let start: BootTime
        /// Why the slot has no execution, should none start before the next slot.
        let gap: Gap
    }

    init(_ series: SlotSeries?, reached: BootTime, waiting: Waiting? = nil, backlog: [MissedRecord] = [], owed: Set<CheckID>) {
        self.series = series
        self.reached = reached
        self.waiting = waiting
        self.backlog = backlog
        self.owed = owed
    }

    var isEmpty: Bool { series == nil && waiting == nil && running == nil }

    /// Whether a first look may start now, if a place is free: a slot that waits is look enough.
    var canLook: Bool { awaitsLook && waiting == nil && running == nil }

    /// Whether every slot that has fallen due has ended.
    var isSettled: Bool { waiting == nil && !isRunningSlot }

    private var isRunningSlot: Bool { running.map { !$0.isFirstLook } ?? false }

    /// When there is something to do, if a place is free.
    var next: BootTime? {
        guard running == nil else { return nil }
        if canLook { return reached }
        return [waiting?.start, series?.next(after: reached)].compactMap { $0 }.min()
    }

    /// Takes every slot that has fallen due: the latest waits, the others are missed.
    mutating func fallDue(at pause: Pause) -> [MissedRecord] {
        let due = Due(after: reached, through: pause.now.boot)
        reached = max(reached, pause.now.boot)
        guard let series, let numbers = series.slots(due) else { return [] }
        let gaps = pause.gaps(series, numbers, isRunning: running != nil)
        if isRunningSlot { return miss(gaps, of: series, noticed: pause.now) }
        let superseded = giveUp(noticed: pause.now)
        let number = numbers.upperBound
        let slot = series.slot(number)
        let isLate = running == nil && pause.now.boot - slot.time > slot.grace
        let start = isLate ? pause.now.boot + Timetable.spread(series.promise) : slot.time
        let gap = gaps.last?.gap ?? Gap()
        let earlier = miss(gaps.compactMap { $0.without(number) }, of: series, noticed: pause.now)
        waiting = Waiting(slot: slot, series: series, number: number, start: start, gap: gap)
        return superseded + earlier
    }

    /// Ends the slot that waits, since a later one has come.
    private mutating func giveUp(noticed: ClockReading) -> [MissedRecord] {
        guard let waiting else { return [] }
        self.waiting = nil
        owed.formUnion(waiting.slot.checks)
        return [waiting.series.missed(waiting.number...waiting.number, waiting.gap, noticed: noticed)] + takeBacklog()
    }

    /// Slots without an execution: what may be recorded at once; the rest waits for the slot before it.
    mutating func miss(_ gaps: [GapRange], of series: SlotSeries, noticed: ClockReading) -> [MissedRecord] {
        for gap in gaps { owed.formUnion(series.promise.checks(dueIn: gap.slots)) }
        backlog += gaps.map { series.missed($0.slots, $0.gap, noticed: noticed) }
        return isSettled ? takeBacklog() : []
    }

    private mutating func takeBacklog() -> [MissedRecord] {
        defer { backlog = [] }
        return backlog
    }

    /// Starts the slot that waits, or holds it back after failures.
    mutating func start(at now: BootTime) -> [Timetable.Order] {
        guard let waiting else { return [] }
        (self.waiting, awaitsLook) = (nil, false)
        let run = Run(
            slot: waiting.slot, checks: waiting.slot.checks.union(owed), lateness: now - waiting.slot.time, isFirstLook: false)
        guard let until = setback.pause(at: now) else {
            running = run
            return [.start(run)]
        }
        owed.formUnion(run.checks)
        return [.hold(run, failures: setback.failures, until: until)] + takeBacklog().map { .missed($0) }
    }

    /// Asks for a first look. A probe that runs is looked at already, and one that rests after failures has its slots.
    mutating func lookFirst(at now: BootTime) { awaitsLook = series != nil && running == nil && setback.pause(at: now) == nil }

    /// Starts the first look: all checks, and no slot.
    mutating func startLook(at now: BootTime) -> [Timetable.Order] {
        guard canLook, let series else { return [] }
        awaitsLook = false
        let slot = series.moment(now)
        let run = Run(slot: slot, checks: slot.checks, lateness: .seconds(0), isFirstLook: true)
        running = run
        return [.start(run)]
    }

    /// Ends the run; slots that fell due meanwhile were taken before.
    mutating func end(failed: Bool, at now: BootTime) -> [MissedRecord] {
        guard let run = running else { return [] }
        running = nil
        setback = failed ? setback.failing(at: now) : Setback()
        if failed { owed.formUnion(run.checks) } else { owed.subtract(run.checks) }
        return isSettled ? takeBacklog() : []
    }

    /// Goes over to a later plan. Checks that are new to the probe are owed.
    mutating func follow(_ later: SlotSeries?, from time: BootTime) {
        let known = Set((series?.promise.checks ?? []).map(\.check))
        let promised = Set((later?.promise.checks ?? []).map(\.check))
        owed = owed.union(promised.subtracting(known)).intersection(promised)
        series = later
        reached = time
        awaitsLook = awaitsLook && later != nil
    }
}
