import Controls
import Ledger
import ProbeKit

/// Takes the entries of a ledger one by one, and holds what was promised against what became of it. What it keeps grows with what changes,
/// not with how often nothing does.
struct CompletenessAudit {
    private var plans: [Plan] = []
    private var clocks: [ClockRecord] = []
    private var attendance = Attendance()
    private var watchfulness = Watchfulness()
    private var ties: [Int: Tie] = [:]
    private var tie: Tie?
    private var start: Moment?
    /// When the monitor last took up its work: it started, it noticed what it had missed, the clock was set, or a run began late.
    private var resumed: ClockReading?
    private var newest: LeafEnvelope?

    mutating func take(_ entry: LedgerEntry) throws(LedgerFailure) {
        switch entry {
        case .leaf(let envelope, let what):
            take(envelope)
            try take(what, of: envelope.kind)
        case .cycle(let envelope): take(envelope)
        case .execution(let execution, changes: _): take(execution)
        case .missed(let bytes):
            let record: MissedRecord = try Self.read(bytes)
            attendance.take(.missed(record))
            resumed = record.noticed
        case .change, .notice, .delivery: break
        }
    }

    /// As of the newest leaf; nil where there is none.
    func report() -> CompletenessReport? {
        guard let newest else { return nil }
        var now = ClockReading(newest.moment)
        now.wall = name(now)
        let everything = (Moment(nanoseconds: .min), Moment(nanoseconds: .max))
        return CompletenessReport(
            asOf: now.wall,
            completeness: Completeness(
                plans, clocks, attendance, from: everything.0, through: everything.1, asOf: now.wall, resumed: resumed.map(name)),
            missingPlans: MissingPlan.all(plans, clocks, from: start ?? now.wall, through: now.wall),
            blindIntervals: watchfulness.longest(until: now))
    }

    /// On the line of the last clock record.
    private func name(_ reading: ClockReading) -> Moment {
        tie.flatMap { $0.bootID == reading.bootID ? $0.name(of: reading.boot) : nil } ?? reading.wall
    }

    // MARK: Entries

    private mutating func take(_ envelope: LeafEnvelope) {
        start = start ?? envelope.moment.wall
        newest = envelope
    }

    private mutating func take(_ what: [UInt8], of kind: LeafKind) throws(LedgerFailure) {
        switch kind {
        case .clock: take(try Self.read(what) as ClockRecord)
        case .plan:
            let plan: Plan = try Self.read(what)
            plans.append(plan)
            attendance.take(plan)
            watchfulness.take(plan)
        case .lifecycle:
            let life: Lifecycle = try Self.read(what)
            if life.event == .start { resumed = life.at }
        case .genesis, .configChange, .cycle, .waiver, .silence, .baseline, .inventory, .attestation, .roster, .report, .epoch,
            .prune, .verify, .standing:
            break
        }
    }

    private mutating func take(_ clock: ClockRecord) {
        clocks.append(clock)
        resumed = clock.after
        let next = Tie(clock, after: tie)
        tie = next
        ties[clock.tie] = next
    }

    private mutating func take(_ execution: KeptExecution) {
        let times = execution.times
        let started = BootTime(nanoseconds: times.boottime)
        let slot = SlotName(of: execution)
        let lateness = slot.map { self.lateness(of: $0, started) } ?? TimeSpan(nanoseconds: 0)
        if let slot { attendance.take(.execution(slot, lateness: lateness)) }
        guard let tie else { return }
        let now = ClockReading(wall: times.started, boot: started, bootID: tie.bootID, asleep: TimeSpan(nanoseconds: 0))
        if lateness > Timetable.longestSpread { resumed = now }
        for check in execution.checks where check.population.rollUp != .inconclusive { watchfulness.learn(of: check.test.check, at: now) }
    }

    /// Along the line of the slot's own tie; a slot of an earlier boot is seen from this one.
    private func lateness(of slot: SlotName, _ started: BootTime) -> TimeSpan {
        guard let tie, let own = ties[slot.tie] else { return TimeSpan(nanoseconds: 0) }
        let isOfThisBoot = own.bootID == tie.bootID
        return started - (isOfThisBoot ? own.time(of: slot.scheduled) : min(tie.start, tie.time(of: slot.scheduled)))
    }

    private static func read<Record: RecordedObject>(_ bytes: [UInt8]) throws(LedgerFailure) -> Record {
        do throws(RecordProblem) { return try Record(canonicalJSON: bytes) } catch { throw .record(error) }
    }
}
