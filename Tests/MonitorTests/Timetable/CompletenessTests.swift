import Controls
import Monitor
import Testing

/// The identity of 4.7, and what breaks it.
struct CompletenessTests {
    private func monitor(_ promises: [Promise], seed: UInt64 = 7, days: Int64 = 3, events: Int = 40) throws -> SimulatedMonitor {
        var monitor = SimulatedMonitor(seed: seed, wall: Moment(seconds: 1_772_000_000), promises: promises)
        try monitor.live(days: days, events: events, plans: [promises])
        return monitor
    }

    private let promises: [Promise] = [
        .sample("open-ports", ["often": .minutes(15), "seldom": .hours(1)]), .sample("updates", ["daily": .hours(24)]),
    ]

    @Test func `any one terminal record that is taken away leaves a residual of its slots`() throws {
        let monitor = try monitor(promises)
        for index in monitor.records.indices {
            var rest = monitor.records
            let taken = rest.remove(at: index)
            let completeness = monitor.completeness(rest)
            let (probe, slots) =
                switch taken {
                case .execution(let slot, _): (slot.probe, Int64(1))
                case .missed(let record): (record.probe, record.slots)
                }
            let residuals = completeness.checks.filter { $0.key.probe == probe }.values.map(\.residual)
            #expect(residuals.max() == slots, "\(taken)")
            #expect(completeness.checks.filter { $0.key.probe != probe }.values.allSatisfy { $0.residual == 0 })
        }
    }

    @Test func `a record too many never makes up for one too few`() throws {
        let monitor = try monitor(promises)
        for index in monitor.records.indices.dropLast() {
            var records = monitor.records
            records[index + 1] = records[index]
            let completeness = monitor.completeness(records)
            #expect(completeness.doubled > 0)
            #expect(completeness.checks.values.contains { $0.residual > 0 })
        }
    }

    @Test func `records of no slot are counted apart`() throws {
        let monitor = try monitor(promises)
        guard case .execution(let slot, _)? = monitor.records.first(where: { if case .execution = $0 { true } else { false } }) else {
            return
        }
        for change: (inout SlotName) -> Void in [
            { $0.scheduled = Moment(nanoseconds: $0.scheduled.nanoseconds + 1) }, { $0.plan = "other" }, { $0.tie = 99 },
            { $0.probe = "other" }, { $0.scheduled = Moment(nanoseconds: .max) }, { $0.scheduled = Moment(nanoseconds: .min) },
        ] {
            var other = slot
            change(&other)
            let completeness = monitor.completeness(monitor.records + [.execution(other, lateness: .seconds(0))])
            #expect(completeness.unpromised == 1, "\(other)")
            #expect(completeness.checks.values.allSatisfy { $0.residual == 0 })
        }
    }

    @Test func `periods that follow one another add up to the whole`() throws {
        let monitor = try monitor(promises, seed: 11, days: 10, events: 60)
        let whole = monitor.completeness()
        var dice = Dice(seed: 5)
        for _ in 0..<20 {
            let cut = Moment(seconds: dice.number(1_700_000_000...1_850_000_000))
            let (first, second) = (monitor.completeness(through: cut), monitor.completeness(from: cut))
            for (check, tally) in whole.checks {
                let parts = [first, second].compactMap { $0.checks[check] }
                #expect(parts.map(\.expected).reduce(0, +) == tally.expected)
                #expect(parts.map(\.onTime).reduce(0, +) == tally.onTime)
                #expect(parts.allSatisfy { $0.residual == 0 })
            }
        }
    }

    @Test func `a slot is pending until its grace and its timeout are over`() throws {
        let plan = try Plan.sample([.sample("p", ["x": .minutes(10)])], from: .at(0))
        let clocks = [ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(0))]
        let offset = plan.promises[0].offset.nanoseconds
        let interval = TimeSpan.minutes(10).nanoseconds
        let slot = (1_790_000_000_000_000_000 - offset) / interval * interval + offset + interval
        for (delay, pending): (Int64, Int64) in [(-1, 0), (0, 1), (69, 1), (70, 0)] {
            let completeness = Completeness(
                [plan], clocks, Attendance([plan], []), from: Moment(nanoseconds: 0), through: Moment(nanoseconds: .max),
                asOf: Moment(nanoseconds: slot + delay * 1_000_000_000))
            let tally = try #require(completeness.checks["p.x"])
            #expect(tally.pending == pending && tally.expected == (delay < 0 ? 0 : 1), "\(delay)")
        }
    }

    @Test(arguments: [TimeSpan.seconds(10), .seconds(61), .minutes(7), .hours(1), .hours(23), .days(1), .days(90)])
    func `every interval is kept over leap days and the ends of years, with a check at each n-th slot`(every: TimeSpan) throws {
        // 2028-02-28, 2028-12-31, 1970-01-01 and a day before it.
        for start: Int64 in [1_835_308_800, 1_861_833_600, 0, -86_400] {
            let longer = TimeSpan(nanoseconds: every.nanoseconds * 7)
            let promise = Promise.sample("p", ["each": every, "seventh": longer])
            var monitor = SimulatedMonitor(seed: UInt64(every.seconds), wall: Moment(seconds: start), promises: [promise])
            try monitor.start()
            monitor.pass(to: every.nanoseconds * 70)
            monitor.settle()
            let checks = monitor.completeness().checks
            #expect(checks["p.each"]?.onTime == 70)
            #expect(checks["p.seventh"]?.onTime == 10)
            #expect(checks.values.allSatisfy { $0.residual == 0 && $0.late == 0 && $0.missed.isEmpty })
            #expect(monitor.complaints.isEmpty)
        }
    }

    @Test func `a host that sleeps at every slot is late each time, and nothing is lost`() throws {
        var monitor = SimulatedMonitor(
            seed: 3, wall: Moment(seconds: 1_772_000_000), promises: [.sample("p", ["x": .minutes(15), "y": .hours(1)])])
        try monitor.start()
        monitor.pass(to: 3_000_000_000)
        for _ in 0..<500 {
            let due = try #require(monitor.timetable?.nextWake).nanoseconds
            monitor.pass(to: due - 5_000_000_000)
            monitor.sleep(.minutes(5))
            monitor.pass(to: monitor.host.now + 60_000_000_000)
        }
        monitor.settle()
        let checks = monitor.completeness().checks
        #expect(checks["p.x"]?.late == 500)
        #expect(checks.values.allSatisfy { $0.residual == 0 && $0.onTime == 0 })
        #expect(monitor.complaints.isEmpty)
    }

    @Test func `many quick probes through a bad day end every slot once`() throws {
        let promises = (0..<6).map { Promise.sample("quick-\($0)", ["x": .seconds(10), "y": .seconds(35), "z": .days(90)]) }
        for seed: UInt64 in 1...2 {
            let monitor = try monitor(promises, seed: seed, days: 1, events: 100)
            #expect(monitor.complaints.isEmpty, "seed \(seed)")
            let completeness = monitor.completeness()
            #expect(completeness.unpromised == 0 && completeness.doubled == 0, "seed \(seed)")
            #expect(completeness.checks.values.allSatisfy { $0.residual == 0 }, "seed \(seed)")
        }
    }

    @Test func `hostile numbers in plans and records end in a count, not in a crash`() throws {
        var promise = Promise.sample("p", ["x": .minutes(10)])
        var dice = Dice(seed: 1)
        let extremes: [Int64] = [.min, .max, 0, -1, 1, .min + 1, .max - 1, 1_790_000_000_000_000_000]
        let any = { (dice: inout Dice) in extremes[Int(dice.number(0...7))] }
        for _ in 0..<2000 {
            promise.interval = TimeSpan(nanoseconds: any(&dice))
            promise.offset = TimeSpan(nanoseconds: any(&dice))
            promise.grace = TimeSpan(nanoseconds: any(&dice))
            promise.checks[0].everySlots = Int(any(&dice) / 2048)
            let readings = (0..<4).map { _ in
                ClockReading(
                    wall: Moment(nanoseconds: any(&dice)), boot: BootTime(nanoseconds: any(&dice)), bootID: dice.once(in: 2) ? "a" : "b",
                    asleep: TimeSpan(nanoseconds: any(&dice)))
            }
            let plan = try Plan.sample([promise], from: readings[0])
            let clocks = [
                ClockRecord(tie: 1, cause: .boot, before: nil, after: readings[1]),
                ClockRecord(tie: 2, cause: dice.once(in: 2) ? .boot : .step, before: readings[2], after: readings[3]),
            ]
            let missed = MissedRecord(
                plan: plan.id, probe: "p", tie: Int(dice.number(1...2)), first: Moment(nanoseconds: any(&dice)),
                last: Moment(nanoseconds: any(&dice)), slots: any(&dice), gap: Gap(.unknown), noticed: readings[0])
            _ = Completeness(
                [plan], clocks, Attendance([plan], [.missed(missed), .missed(missed)]), from: Moment(nanoseconds: any(&dice)),
                through: Moment(nanoseconds: any(&dice)), asOf: Moment(nanoseconds: any(&dice))
            ).checks.values.map(\.residual)
            var memory = Recollection()
            (memory.clocks, memory.plans) = (clocks, [plan])
            memory.lives = [Lifecycle(.start, at: readings[1]), Lifecycle(.heartbeat, at: readings[2])]
            let recovery = Recovery(memory, at: readings[dice.once(in: 2) ? 0 : 3], places: 1)
            var timetable = recovery.timetable
            _ = timetable.advance(to: readings[0])
            _ = timetable.nextWake
        }
    }
}
