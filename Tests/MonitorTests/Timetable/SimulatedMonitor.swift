import Controls
import Monitor
import Testing

/// A monitor on a simulated host: it does what the timetable orders, and keeps what a ledger would keep.
struct SimulatedMonitor {
    var host: SimulatedHost
    var dice: Dice
    /// For first looks, which change nothing else.
    private var lookDice: Dice
    private(set) var memory = Recollection()
    /// The same without what is long past, and how much of the whole it has taken in.
    private var brief = Recollection()
    /// How many records that was at most.
    private(set) var longest = 0
    private var taken = (clocks: 0, plans: 0, lives: 0)
    private(set) var records: [TerminalRecord] = []
    /// How many first looks there were.
    private(set) var looks = 0
    /// Everything that was kept, in its order, and when.
    private(set) var journal: [(at: ClockReading, kept: Kept)] = []
    private(set) var truth = Truth()
    private(set) var timetable: Timetable?
    /// What went wrong, in words.
    private(set) var complaints: [String] = []
    var promises: [Promise]
    /// Runs of these probes take long, or fail, so many times more.
    var slow: [String: Int] = [:]
    var failing: [String: Int] = [:]
    /// Whether no run takes longer than its timeout, as in a monitor that ends those that do.
    var isPunctual = false

    private var running: [String: (run: Run, end: Int64)] = [:]
    private var seen: Set<String> = []
    private var lastRecord: Int64 = 0
    private static let places = 3

    init(seed: UInt64, wall: Moment, promises: [Promise]) {
        (dice, lookDice) = (Dice(seed: seed), Dice(seed: ~seed))
        host = SimulatedHost(wall: wall)
        self.promises = promises
    }

    enum Kept {
        case clock(ClockRecord)
        case plan(Plan)
        case execution(Run)
        case missed(MissedRecord)
        case life(Lifecycle)
    }

    var isAlive: Bool { timetable != nil }

    // MARK: Life

    mutating func start() throws {
        memory.boots = host.boots
        let recovery = Recovery(memory, at: host.reading, places: Self.places)
        takeIn()
        let other = Recovery(brief, at: host.reading, places: Self.places)
        if other.clock != recovery.clock || other.missed != recovery.missed || other.timetable.nextWake != recovery.timetable.nextWake {
            complaints.append("what is long past changes the recovery at \(host.now)")
        }
        let start = Lifecycle(.start, at: host.reading)
        journal.append((host.reading, .life(start)))
        if let clock = recovery.clock { keep(clock) }
        for missed in recovery.missed { keep(missed) }
        memory.lives.append(start)
        truth.monitor(.alive, at: host.now)
        (timetable, lastRecord) = (recovery.timetable, host.now)
        if memory.plans.last?.promises != promises.sorted(by: { $0.probe < $1.probe }) { try adopt() } else { lookFirst() }
    }

    /// Now and then at probes that were seen before: nothing depends on it.
    private mutating func lookFirst() {
        let unseen = promises.map(\.probe).filter { !seen.contains($0) || lookDice.once(in: 8) }
        timetable?.lookFirst(at: unseen)
        obey(timetable?.advance(to: host.reading) ?? [])
    }

    /// Keeps no more than the recovery asks for.
    private mutating func takeIn() {
        brief.clocks += memory.clocks.dropFirst(taken.clocks)
        brief.plans += memory.plans.dropFirst(taken.plans)
        brief.lives += memory.lives.dropFirst(taken.lives)
        taken = (memory.clocks.count, memory.plans.count, memory.lives.count)
        (brief.accounted, brief.judged, brief.boots) = (memory.accounted, memory.judged, memory.boots)
        brief.forgetPast()
        longest = max(longest, brief.clocks.count + brief.plans.count + brief.lives.count)
    }

    /// Ends the monitor as the given record says, or without a record.
    mutating func end(_ event: Lifecycle.Event?) {
        guard isAlive else { return }
        let beats = (host.now - lastRecord) / 60_000_000_000 * 60_000_000_000
        memory.lives.append(Lifecycle(.heartbeat, at: host.reading(at: lastRecord + beats)))
        if let event { memory.lives.append(Lifecycle(event, at: host.reading, actor: event == .stoppedByOperator ? "root" : nil)) }
        truth.monitor(event == .stoppedByOperator ? .stopped : .dead, at: host.now)
        for (probe, one) in running { truth.ran(probe, from: one.run, until: host.now, on: host) }
        (timetable, running) = (nil, [:])
    }

    mutating func adopt() throws {
        guard let tie = timetable?.tie.number else { return }
        obey(timetable?.advance(to: host.reading) ?? [])
        let current = timetable?.tie.number ?? tie
        let plan = try Plan.sample(promises, from: host.reading, tie: current, after: memory.plans.last)
        memory.plans.append(plan)
        journal.append((host.reading, .plan(plan)))
        obey(timetable?.adopt(plan) ?? [])
        lastRecord = host.now
        lookFirst()
    }

    mutating func set(by distance: Int64) {
        host.set(by: distance)
        obey(timetable?.advance(to: host.reading) ?? [])
    }

    mutating func sleep(_ span: TimeSpan) {
        truth.host(.asleep, at: host.now)
        host.sleep(span)
        truth.host(.up, at: host.now)
        obey(timetable?.advance(to: host.reading) ?? [])
    }

    mutating func reboot(clean: Bool, off: TimeSpan, journal: TimeSpan?) {
        end(clean ? .stoppedForShutdown : nil)
        truth.host(.off, at: host.now)
        host.reboot(off: off, journal: journal)
        truth.host(.up, at: host.now)
    }

    // MARK: Work

    /// Lets time pass, doing what falls due.
    mutating func pass(to time: Int64) {
        while let next = nextThing(), next <= time {
            let isWake = running.values.allSatisfy { $0.end > next }
            host.pass(to: next)
            if isWake { wake() } else { finish() }
        }
        host.pass(to: time)
    }

    private func nextThing() -> Int64? {
        let wake = timetable?.nextWake.map { max(host.now, host.bootedAt + $0.nanoseconds) }
        return (running.values.map(\.end) + (wake.map { [$0] } ?? [])).min()
    }

    private mutating func wake() {
        let orders = timetable?.advance(to: host.reading) ?? []
        if orders.isEmpty { complaints.append("woken at \(host.now) for nothing") }
        obey(orders)
    }

    private mutating func finish() {
        guard let (probe, one) = running.filter({ $0.value.end <= host.now }).min(by: { $0.key < $1.key }) else { return }
        running[probe] = nil
        truth.ran(probe, from: one.run, until: host.now, on: host)
        let failed = (failing[probe] ?? 0) > 0
        failing[probe] = max(0, (failing[probe] ?? 0) - 1)
        keep(one.run)
        if !failed {
            seen.insert(probe)
            for check in one.run.checks { memory.judged[check] = host.reading.wall }
        }
        obey(timetable?.ended(probe, failed: failed, at: host.reading) ?? [])
    }

    private mutating func obey(_ orders: [Timetable.Order]) {
        for order in orders {
            switch order {
            case .tied(let record): keep(record)
            case .missed(let record): keep(record)
            case .hold(let run, _, _): keep(run)
            case .start(let run):
                let probe = run.slot.name.probe
                if running[probe] != nil { complaints.append("\(probe) runs twice at \(host.now)") }
                let duration = duration(of: probe, isFirstLook: run.isFirstLook)
                running[probe] = (run, host.now + duration.nanoseconds)
                if running.count > Self.places { complaints.append("too many at \(host.now)") }
            }
        }
    }

    private mutating func duration(of probe: String, isFirstLook: Bool) -> TimeSpan {
        let left = isPunctual ? 0 : slow[probe] ?? 0
        slow[probe] = max(0, left - 1)
        let interval = (promises.first { $0.probe == probe }?.interval ?? .hours(1)).nanoseconds
        let quick = TimeSpan(nanoseconds: 3_000_000) ... .seconds(2)
        let range = left > 0 ? TimeSpan(nanoseconds: interval / 2)...TimeSpan(nanoseconds: interval * 3) : quick
        return isFirstLook ? lookDice.span(range) : dice.span(range)
    }

    // MARK: The ledger

    private mutating func keep(_ clock: ClockRecord) {
        memory.clocks.append(clock)
        journal.append((host.reading, .clock(clock)))
        truth.tied(clock, at: host.now)
        lastRecord = host.now
    }

    private mutating func keep(_ run: Run) {
        journal.append((host.reading, .execution(run)))
        lastRecord = host.now
        guard !run.isFirstLook else { return looks += 1 }
        records.append(.execution(run.slot.name, lateness: run.lateness))
        account(run.slot.name)
    }

    private mutating func keep(_ missed: MissedRecord) {
        records.append(.missed(missed))
        journal.append((host.reading, .missed(missed)))
        account(missed.end)
    }

    private mutating func account(_ slot: SlotName) {
        if let last = memory.accounted[slot.probe], (last.tie, last.scheduled) >= (slot.tie, slot.scheduled) {
            complaints.append("\(slot) ends after \(last)")
        }
        memory.accounted[slot.probe] = slot
        lastRecord = host.now
    }

    /// Waits until every slot that has fallen due has ended.
    mutating func settle() {
        while timetable?.isSettled == false { pass(to: nextThing() ?? host.now) }
    }

    func completeness(
        _ records: [TerminalRecord]? = nil, from: Moment = Moment(nanoseconds: .min), through: Moment = Moment(nanoseconds: .max)
    )
        -> Completeness
    {
        let asOf = timetable?.tie.name(of: host.reading.boot) ?? host.reading.wall
        let attendance = Attendance(memory.plans, records ?? self.records)
        return Completeness(memory.plans, memory.clocks, attendance, from: from, through: through, asOf: asOf)
    }
}

extension Attendance {
    /// Of records that came when every plan was known.
    init(_ plans: [Plan], _ records: [TerminalRecord]) {
        self.init()
        for plan in plans { take(plan) }
        for record in records { take(record) }
    }
}
