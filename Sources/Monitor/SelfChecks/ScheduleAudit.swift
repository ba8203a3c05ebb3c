import Controls
import Ledger
import ProbeKit

/// Takes what a ledger holds since an earlier look, and says what became of every slot that ended since.
///
/// The slots of one probe end in their order: behind its last record there is nothing that should have one, and before it nothing that
/// should not.
struct ScheduleAudit {
    private var plans: [(leaf: Int64, plan: Plan)] = []
    private var clocks: [(leaf: Int64, clock: ClockRecord)] = []
    private var attendance = Attendance()
    /// The last slot of each probe that had ended before, and that has by now.
    private let before: [String: SlotMark]
    private var accounted: [String: SlotMark]
    private var attention: [CheckID: CheckAttention] = [:]

    /// Reads all of it at one moment.
    static func look(_ reader: LedgerReader, at now: Moment, after previous: ScheduleLook?) throws(LedgerFailure) -> ScheduleLook {
        try reader.snapshot { () throws(LedgerFailure) in
            let size = Int64(try reader.size())
            if let read = previous?.leaf, read > size {
                throw .unfit("the ledger has \(size) leaves, and had \(read) at the look before; verify it")
            }
            var audit = try ScheduleAudit(reader, after: previous ?? ScheduleLook())
            try reader.entries(from: previous?.leaf ?? 0) { entry throws(LedgerFailure) in try audit.take(entry) }
            return audit.look(at: now, leaf: size)
        }
    }

    private init(_ reader: LedgerReader, after previous: ScheduleLook) throws(LedgerFailure) {
        before = Dictionary(previous.accounted.map { ($0.probe, $0) }) { $1 }
        accounted = before
        for row in previous.rows {
            for check in row.checks { attention[CheckID(rawValue: check)] = CheckAttention(row) }
        }
        for leaf in previous.clocks { clocks.append((leaf, try Self.read(try Self.what(leaf, reader)))) }
        for leaf in previous.plans { add(try Self.read(try Self.what(leaf, reader)), leaf) }
    }

    private static func what(_ leaf: Int64, _ reader: LedgerReader) throws(LedgerFailure) -> [UInt8] {
        guard let found = try reader.leaf(leaf) else { throw .unfit("leaf \(leaf) is missing; verify the ledger") }
        return found.what
    }

    private static func read<Record: RecordedObject>(_ bytes: [UInt8]) throws(LedgerFailure) -> Record {
        do throws(RecordProblem) { return try Record(canonicalJSON: bytes) } catch { throw .record(error) }
    }

    // MARK: Entries

    private mutating func take(_ entry: LedgerEntry) throws(LedgerFailure) {
        switch entry {
        case .leaf(let envelope, let what):
            if envelope.kind == .plan { take(try Self.read(what) as Plan, envelope.seq) }
            if envelope.kind == .clock { clocks.append((envelope.seq, try Self.read(what))) }
        case .execution(let execution, changes: _): take(execution)
        case .missed(let record): take(try Self.read(record) as MissedRecord)
        case .cycle, .change, .notice, .delivery: break
        }
    }

    private mutating func add(_ plan: Plan, _ leaf: Int64) {
        plans.append((leaf, plan))
        attendance.take(plan)
    }

    private mutating func take(_ plan: Plan, _ leaf: Int64) {
        add(plan, leaf)
        let promised = Set(plan.promises.flatMap(\.checks).map(\.check))
        attention = attention.filter { promised.contains($0.key) }
        for check in promised where attention[check] == nil { attention[check] = CheckAttention(since: plan.from.wall) }
    }

    private mutating func take(_ execution: KeptExecution) {
        if let slot = SlotName(of: execution) {
            let lateness = execution.times.started.since(slot.scheduled) ?? TimeSpan(nanoseconds: 0)
            attendance.take(.execution(slot, lateness: lateness))
            mark(slot)
        }
        for check in execution.checks { attention[check.test.check]?.take(check, in: execution) }
    }

    private mutating func take(_ missed: MissedRecord) {
        attendance.take(.missed(missed))
        guard mark(missed.end), let promise = plans.last(where: { $0.plan.id == missed.plan })?.plan.promise(of: missed.probe) else {
            return
        }
        for check in promise.checks { attention[check.check]?.miss(max(1, missed.slots), every: promise.interval) }
    }

    /// Takes the last slot of a probe.
    /// - Returns: false for one that another came before: in the list of a cycle all executions do.
    @discardableResult private mutating func mark(_ slot: SlotName) -> Bool {
        if let last = accounted[slot.probe], (last.tie, last.scheduled) >= (slot.tie, slot.scheduled) { return false }
        var mark = SlotMark()
        mark.plan = plans.last { $0.plan.id == slot.plan }?.leaf ?? plans.last?.leaf ?? 0
        (mark.probe, mark.scheduled, mark.tie) = (slot.probe, slot.scheduled, slot.tie)
        accounted[slot.probe] = mark
        return true
    }

    // MARK: The look

    private func look(at now: Moment, leaf: Int64) -> ScheduleLook {
        var look = ScheduleLook()
        (look.now, look.leaf, look.rows) = (now, leaf, rows())
        let live = (plans.last?.plan.promises ?? []).map(\.probe)
        // A probe none of whose slots has ended needs the first plan that promised it.
        let starts = live.map { probe in
            accounted[probe].map { ($0.plan, $0.tie) }
                ?? plans.first { $0.plan.promise(of: probe) != nil }.map { ($0.leaf, $0.plan.tie) } ?? (0, 0)
        }
        let (oldest, tie) = (starts.map(\.0).min() ?? 0, starts.map(\.1).min() ?? 0)
        let needed = plans.filter { $0.leaf >= oldest }
        look.plans = needed.map(\.leaf)
        let named = Set(needed.flatMap(\.plan.promises).map(\.probe))
        look.accounted = accounted.values.filter { named.contains($0.probe) }.sorted { $0.probe < $1.probe }
        let boot = clocks.lastIndex { $0.clock.cause == .boot && $0.clock.tie <= tie } ?? 0
        look.clocks = clocks[boot...].map(\.leaf)
        return look
    }

    private func rows() -> [CheckSlots] {
        let tallies = tallies()
        var groups: [CheckSlots: [String]] = [:]
        for check in Set(tallies.keys).union(attention.keys) {
            groups[row(tallies[check] ?? Tally(), check), default: []].append(check.rawValue)
        }
        let rows = groups.map { row, checks in
            var row = row
            row.checks = checks.sorted()
            return row
        }
        return rows.sorted { ($0.checks.first ?? "") < ($1.checks.first ?? "") }
    }

    private func row(_ tally: Tally, _ check: CheckID) -> CheckSlots {
        var row = CheckSlots()
        (row.onTime, row.late, row.residual, row.firstResidual) = (tally.onTime, tally.late, tally.residual, tally.firstResidual)
        row.missed = Gap.Kind.allCases.compactMap { kind in
            tally.missed[kind].map { slots in
                var missed = MissedSlots()
                (missed.kind, missed.slots) = (kind, slots)
                return missed
            }
        }
        let promise = plans.last?.plan.promise(of: check.probe)
        guard let attention = attention[check], let promise, let promised = promise.checks.first(where: { $0.check == check }) else {
            return row
        }
        (row.since, row.gone) = (attention.since, attention.gone)
        (row.blindRuns, row.blindReason) = (attention.blindRuns, attention.blindReason)
        row.every = TimeSpan(nanoseconds: promise.interval.nanoseconds.times(Int64(max(1, promised.everySlots))))
        row.patience = TimeSpan(nanoseconds: promise.grace.nanoseconds.plus(promise.timeout.nanoseconds))
        return row
    }

    /// What became of the slots of each check, from the last that had ended before to the last that has by now.
    private func tallies() -> [CheckID: Tally] {
        var tallies: [CheckID: Tally] = [:]
        for reign in Reign.all(plans.map(\.plan), clocks.map(\.clock), asOf: .max) {
            for promise in reign.plan.promises {
                guard let period = period(of: promise.probe, under: reign.tie) else { continue }
                let key = Entry.Key(plan: reign.plan.id, probe: promise.probe, tie: reign.tie)
                let account = Account(reign, promise, attendance.entries[key] ?? [])
                for check in promise.checks {
                    account.add(check, of: promise, in: period, asOf: nil, to: &tallies[check.check, default: Tally()])
                }
            }
        }
        return tallies
    }

    /// The wall times of the slots that have ended since, along the line of one clock record: without the first and with the last.
    private func period(of probe: String, under tie: Int) -> ClosedRange<Int64>? {
        guard let now = accounted[probe], now != before[probe], tie <= now.tie, tie >= before[probe]?.tie ?? 0 else { return nil }
        let start = before[probe].flatMap { $0.tie == tie ? $0.scheduled.nanoseconds : nil } ?? .min
        let end = tie == now.tie ? now.scheduled.nanoseconds : .max
        return start <= end ? start...end : nil
    }
}
