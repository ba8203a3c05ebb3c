import Controls
import Ledger
import Monitor
import Testing

/// Completeness out of a ledger alone.
struct CompletenessVerificationTests {
    private static let promises: [Promise] = [
        .sample("open-ports", ["often": .minutes(15), "seldom": .hours(1)]), .sample("updates", ["daily": .hours(24)]),
    ]

    private func monitor(seed: UInt64, days: Int64 = 3, events: Int = 40, isPunctual: Bool = false) throws -> SimulatedMonitor {
        var monitor = SimulatedMonitor(seed: seed, wall: Moment(seconds: 1_772_000_000), promises: Self.promises)
        monitor.isPunctual = isPunctual
        try monitor.live(days: days, events: events, plans: [Self.promises, [.sample("tls", ["expiry": .minutes(30)])]])
        return monitor
    }

    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `a ledger says of bad days what its monitor knows`(seed: UInt64) throws {
        let monitor = try monitor(seed: seed)
        let report = try KeptHistory(of: monitor).report()
        #expect(report.verdict == .reconciled, "seed \(seed): \(report.grounds)")
        #expect(report.completeness.checks == monitor.completeness().checks, "seed \(seed)")
        #expect(report.pending == 0 && report.residual == 0 && report.missingPlans.isEmpty, "seed \(seed)")
        #expect(Set(report.blindIntervals.keys) == Set(report.completeness.checks.keys), "seed \(seed)")
    }

    @Test func `each record that was never written leaves a residual, and the first slot of it is named`() throws {
        let monitor = try monitor(seed: 9, days: 1, events: 12)
        for (index, (_, kept)) in monitor.journal.enumerated() {
            let slot: (probe: String, first: Moment)
            switch kept {
            case .clock, .plan, .life: continue
            case .execution(let run):
                if run.isFirstLook { continue }
                slot = (run.slot.name.probe, run.slot.name.scheduled)
            case .missed(let record): slot = (record.probe, record.first)
            }
            let report = try KeptHistory(of: monitor, without: { $0 == index }).report()
            #expect(report.verdict == .residual(report.residual) && report.residual > 0, "\(kept)")
            let first = report.checks.compactMap(\.tally.firstResidual).min()
            #expect(first == slot.first, "\(kept)")
            #expect(report.grounds.contains { $0.contains("due without a record, the first at \(slot.first.rfc3339)") })
        }
    }

    @Test func `a plan or a clock record that is not there is missing for an interval`() throws {
        let monitor = try monitor(seed: 5, days: 6, events: 60)
        var (plans, clocks) = (0, 0)
        for (index, (reading, kept)) in monitor.journal.enumerated() {
            switch kept {
            case .execution, .missed, .life: continue
            case .plan: plans += 1
            case .clock: clocks += 1
            }
            // Nobody can miss the last of them.
            let hasLater = monitor.journal[(index + 1)...].contains { later in
                switch (kept, later.kept) {
                case (.plan, .plan), (.clock, .clock): true
                case (.plan, _), (.clock, _), (.execution, _), (.missed, _), (.life, _): false
                }
            }
            guard hasLater else { continue }
            let report = try KeptHistory(of: monitor, without: { $0 == index }).report()
            guard case .planMissing(let from, let through) = report.verdict else {
                Issue.record("\(kept): \(report.verdict)")
                continue
            }
            #expect(from <= through || reading.wall < from, "\(kept)")
            #expect(report.grounds.contains { $0.contains("nobody can say what was due") })
        }
        #expect(plans > 2 && clocks > 2)
    }

    @Test func `a ledger without any plan is missing it from the first leaf on`() throws {
        let history = try KeptHistory()
        let clock = ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(0))
        try history.write(.clock(clock), at: .at(0))
        try history.end(at: .at(600))
        let report = try history.report()
        #expect(report.verdict == .planMissing(from: Moment(seconds: 1_790_000_000), through: Moment(seconds: 1_790_000_600)))
        #expect("\(report.verdict)" == "plan missing for interval 2026-09-21T14:13:20Z to 2026-09-21T14:23:20Z")
    }

    /// A plan of one probe every ten minutes, and its slots from the first on, one after the other.
    private func slots(_ count: Int) throws -> (plan: Plan, clock: ClockRecord, runs: [Run]) {
        let promise = Promise.sample("p", ["x": .minutes(10)])
        var memory = Recollection()
        memory.clocks = [ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(0))]
        let plan = try Plan.sample([promise], from: .at(0))
        var timetable = Timetable(tie: Tie(memory.clocks[0], after: nil), at: .at(0), places: 1)
        _ = timetable.adopt(plan)
        var runs: [Run] = []
        while runs.count < count {
            let time = try #require(timetable.nextWake)
            let now = reading(time)
            for case .start(let run) in timetable.advance(to: now) { runs.append(run) }
            _ = timetable.ended("p", failed: false, at: now)
        }
        return (plan, memory.clocks[0], runs)
    }

    private func reading(_ time: BootTime) -> ClockReading {
        ClockReading(
            wall: Moment(nanoseconds: 1_790_000_000_000_000_000 + time.nanoseconds), boot: time, bootID: "boot-1", asleep: .seconds(0))
    }

    @Test func `slots with two records, and records before their plan, are not reconciled`() throws {
        let (plan, clock, runs) = try slots(4)
        let history = try KeptHistory()
        try history.write(.clock(clock), at: .at(0))
        try history.write(.execution(runs[0]), at: reading(runs[0].slot.time))
        try history.write(.plan(plan), at: .at(0))
        for run in runs + runs.prefix(2) { try history.write(.execution(run), at: reading(run.slot.time)) }
        try history.end(at: reading(runs[3].slot.time))
        let report = try history.report()
        #expect(report.completeness.doubled == 2 && report.completeness.unpromised == 1)
        #expect(report.verdict == .residual(0))
        #expect(report.grounds.contains("2 slots have a record too many"))
        #expect(report.grounds.contains("1 slots have a record, and no plan promised them"))
    }

    /// The second slot fell due while nobody watched; the third is far away.
    @Test(arguments: [(5, 1, 0), (40, 1, 0), (41, 0, 1)])
    func `the slot before a start is pending while it may be made up for`(seconds: Int64, pending: Int64, residual: Int64) throws {
        let (plan, clock, runs) = try slots(2)
        let start = reading(runs[1].slot.time + .seconds(200))
        for isFirstKept in [true, false] {
            let history = try KeptHistory()
            try history.write(.clock(clock), at: .at(0))
            try history.write(.plan(plan), at: .at(0))
            if isFirstKept { try history.write(.execution(runs[0]), at: reading(runs[0].slot.time)) }
            try history.write(.life(Lifecycle(.start, at: start)), at: start)
            try history.end(at: reading(start.boot + .seconds(seconds)))
            let report = try history.report()
            #expect(report.pending == pending)
            #expect(report.residual == residual + (isFirstKept ? 0 : 1))
            let first = isFirstKept ? (residual > 0 ? runs[1] : nil) : runs[0]
            #expect(report.completeness.checks["p.x"]?.firstResidual == first?.slot.name.scheduled)
        }
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `at no record of bad days is anything lost that may still come`(seed: UInt64) throws {
        let monitor = try monitor(seed: seed, days: 2, events: 30, isPunctual: true)
        let history = try KeptHistory()
        for (index, (reading, kept)) in monitor.journal.enumerated() {
            try history.write(kept, at: reading)
            // What a step of the clock leaves out is recorded when the run has ended that it fell into.
            if case .clock = kept { continue }
            guard index + 1 == monitor.journal.count || monitor.journal[index + 1].at != reading else { continue }
            try history.end(at: reading)
            let report = try history.report()
            #expect(report.residual == 0, "seed \(seed), \(kept) at \(reading): \(report.grounds)")
        }
    }

    @Test func `the longest time between two judgements is told, and not knowing is none`() throws {
        let (plan, clock, runs) = try slots(10)
        let history = try KeptHistory()
        try history.write(.clock(clock), at: .at(0))
        try history.write(.plan(plan), at: .at(0))
        for (index, run) in runs.enumerated() {
            try history.write(
                .execution(run), at: reading(run.slot.time), (4...6).contains(index) ? .inconclusive(.unreadable) : .pass)
        }
        try history.end(at: reading(runs[9].slot.time + .seconds(30)))
        let report = try history.report()
        let blind = try #require(report.blindIntervals["p.x"])
        #expect(blind.length == .minutes(40))
        #expect(blind.from == runs[3].slot.name.scheduled && blind.through == runs[7].slot.name.scheduled)
        #expect(
            report.accounts == [
                "p.x: expected 10 = on_time 10 + late 0 + missed[host-down] 0 + missed[monitor-down] 0 + missed[overrun] 0"
                    + " + missed[suspended] 0 + missed[clock] 0 + missed[unknown] 0 + pending 0 + residual 0; blind for 40m from"
                    + " \(blind.from.rfc3339)"
            ])
        #expect(report.grounds == ["as of \(report.asOf.rfc3339): 10 due, 0 of them pending"])
    }
}
