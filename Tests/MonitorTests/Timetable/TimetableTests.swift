import Controls
import Monitor
import Testing

/// What is ordered when.
struct TimetableTests {
    private let ports = Promise.sample("open-ports", ["unexpected": .minutes(5), "cleartext": .hours(1)])

    private func timetable(_ promises: [Promise], places: Int = 4, at now: ClockReading = .at(100)) throws -> Timetable {
        let recovery = Recovery(Recollection(), at: now, places: places)
        var timetable = recovery.timetable
        #expect(timetable.adopt(try Plan.sample(promises, from: now)).isEmpty)
        return timetable
    }

    /// The reading when the timetable wants to be woken.
    private func wake(_ timetable: Timetable, asleep: Int64 = 0) throws -> ClockReading {
        let time = try #require(timetable.nextWake)
        return ClockReading(
            wall: timetable.tie.name(of: time), boot: time, bootID: timetable.tie.bootID, asleep: .seconds(asleep))
    }

    private func later(_ reading: ClockReading, _ seconds: Int64, asleep: Int64 = 0, step: Int64 = 0) -> ClockReading {
        ClockReading(
            wall: Moment(nanoseconds: reading.wall.nanoseconds + (seconds + step) * 1_000_000_000), boot: reading.boot + .seconds(seconds),
            bootID: reading.bootID, asleep: TimeSpan(nanoseconds: reading.asleep.nanoseconds + asleep * 1_000_000_000))
    }

    private func runs(_ orders: [Timetable.Order]) -> [Run] {
        orders.compactMap { if case .start(let run) = $0 { run } else { nil } }
    }

    private func missed(_ orders: [Timetable.Order]) -> [MissedRecord] {
        orders.compactMap { if case .missed(let record) = $0 { record } else { nil } }
    }

    @Test func `nothing is due before the first slot, and the slot is where the offset says`() throws {
        var timetable = try timetable([ports])
        let first = try wake(timetable)
        #expect(timetable.advance(to: later(first, -1)).isEmpty)
        let run = try #require(runs(timetable.advance(to: first)).first)
        #expect(run.lateness == .seconds(0))
        #expect(run.slot.name.scheduled.nanoseconds % TimeSpan.minutes(5).nanoseconds == ports.offset.nanoseconds)
        #expect(timetable.nextWake == nil)
    }

    @Test func `every twelfth slot of five minutes serves the hourly check, from midnight on`() throws {
        var timetable = try timetable([ports])
        var judged: [Bool] = []
        for _ in 0..<48 {
            let now = try wake(timetable)
            let run = try #require(runs(timetable.advance(to: now)).first)
            let ofHour = run.slot.name.scheduled.seconds % 3600
            #expect(run.slot.checks.contains("open-ports.cleartext") == (ofHour < 300))
            judged.append(run.checks.contains("open-ports.cleartext"))
            _ = timetable.ended("open-ports", failed: false, at: later(now, 1))
        }
        #expect(judged.first == true, "a check that was never judged is served by the first run")
        #expect(judged.count { $0 } <= 5)
    }

    @Test func `a slot that falls due during a run is an overrun, recorded behind the run`() throws {
        var timetable = try timetable([ports])
        let now = try wake(timetable)
        _ = timetable.advance(to: now)
        #expect(timetable.advance(to: later(now, 700)).isEmpty)
        let records = missed(timetable.ended("open-ports", failed: false, at: later(now, 700)))
        #expect(records.map(\.slots) == [2])
        #expect(records.map(\.gap.kind) == [.overrun])
        #expect(timetable.nextWake == now.boot + .seconds(900))
    }

    @Test func `no more run at once than there are places`() throws {
        var timetable = try timetable((0..<10).map { .sample("probe-\($0)", ["x": .seconds(10)]) }, places: 3)
        var running: [String] = []
        var now = try wake(timetable)
        for turn in 0..<400 {
            for run in runs(timetable.advance(to: now)) { running.append(run.slot.name.probe) }
            #expect(running.count <= 3)
            #expect(Set(running).count == running.count)
            now = later(now, 1)
            guard turn % 3 == 0, !running.isEmpty else { continue }
            for run in runs(timetable.ended(running.removeFirst(), failed: false, at: now)) { running.append(run.slot.name.probe) }
        }
    }

    @Test func `after eight hours asleep each probe makes up for one slot, within a minute, and says how late`() throws {
        let promises = (0..<20).map { Promise.sample("probe-\($0)", ["x": .minutes(15)]) }
        var timetable = try timetable(promises, places: 20)
        let awake = later(.at(100), 8 * 3600, asleep: 8 * 3600)
        var orders = timetable.advance(to: awake)
        let records = missed(orders)
        #expect(records.allSatisfy { $0.gap.kind == .hostDown && $0.gap.asleep == .hours(8) })
        #expect(records.allSatisfy { $0.slots == 31 })
        #expect(records.count == 20)
        while let wake = timetable.nextWake, wake <= awake.boot + .seconds(60) {
            orders += timetable.advance(to: later(awake, 1 + (wake - awake.boot).seconds))
        }
        let made = runs(orders).filter { $0.slot.time <= awake.boot }
        #expect(Set(made.map(\.slot.name.probe)).count == made.count)
        #expect(Set(runs(orders).map(\.slot.name.probe)).count == 20, "a slot that is due by now serves as well")
    }

    @Test func `a stalled monitor does not call it sleep`() throws {
        var timetable = try timetable([ports])
        let orders = timetable.advance(to: later(.at(100), 3600))
        #expect(missed(orders).map(\.gap.kind) == [.monitorDown])
    }

    @Test func `a probe that goes on failing rests, and its slots are held, not hidden`() throws {
        var timetable = try timetable([.sample("broken", ["x": .seconds(10)])])
        var (started, held) = (0, 0)
        for _ in 0..<200 {
            let now = try wake(timetable)
            for order in timetable.advance(to: now) {
                switch order {
                case .start:
                    started += 1
                    _ = timetable.ended("broken", failed: true, at: now)
                case .hold(let run, let failures, let until):
                    held += 1
                    #expect(failures >= 3 && until > run.slot.time)
                case .missed, .tied: Issue.record("\(order)")
                }
            }
        }
        #expect(started + held == 200)
        #expect(started < 12)
    }

    @Test func `a step forwards moves no slot and leaves out those that it jumped`() throws {
        var timetable = try timetable([ports])
        let due = try #require(timetable.nextWake)
        let orders = timetable.advance(to: later(.at(100), 1, step: 3600))
        #expect(timetable.nextWake == due)
        let record = try #require(missed(orders).first)
        #expect(record.gap.kind == .clock && record.gap.step == 2 && record.slots == 12)
        guard case .tied(let clock)? = orders.first else { throw Unexpected(what: "\(orders)") }
        #expect(clock.tie == 2 && clock.cause == .step)
        #expect(runs(timetable.advance(to: try wake(timetable))).first?.slot.name.tie == 2)
    }

    @Test func `a step backwards, by any distance, moves no slot and leaves none out`() throws {
        for step: Int64 in [-6, -3600, -86_400 * 365] {
            var timetable = try timetable([ports])
            let due = try #require(timetable.nextWake)
            let orders = timetable.advance(to: later(.at(100), 1, step: step))
            #expect(orders.count == 1)
            #expect(timetable.nextWake == due)
            // Setting it right leaves none out either: that time had its slots.
            #expect(timetable.advance(to: later(.at(100), 2)).count == 1)
        }
    }

    @Test func `a clock that is off by less than five seconds is left alone`() throws {
        var timetable = try timetable([ports])
        #expect(timetable.advance(to: later(.at(100), 1, step: 4)).isEmpty)
    }

    @Test func `a probe that a later plan leaves out ends what it began`() throws {
        var timetable = try timetable([ports])
        let now = try wake(timetable)
        let run = try #require(runs(timetable.advance(to: now)).first)
        #expect(timetable.adopt(try Plan.sample([], from: later(now, 400))).isEmpty)
        let records = missed(timetable.ended("open-ports", failed: false, at: later(now, 800)))
        #expect(records.map(\.slots) == [1])
        #expect(records.first?.plan == run.slot.name.plan)
        #expect(timetable.nextWake == nil && timetable.isSettled)
    }

    @Test func `readings that go back, and clocks at the end of their range, are borne`() throws {
        var timetable = try timetable([ports, .sample("rare", ["x": .days(90)])])
        #expect(timetable.advance(to: .at(1)).isEmpty)
        for wall: Int64 in [.min, .max, 0] {
            for boot: Int64 in [1 << 60, .max] {
                _ = timetable.advance(
                    to: ClockReading(
                        wall: Moment(nanoseconds: wall), boot: BootTime(nanoseconds: boot), bootID: "boot-1",
                        asleep: TimeSpan(nanoseconds: wall)))
            }
        }
        _ = timetable.nextWake
    }

    struct Unexpected: Error { let what: String }
}
