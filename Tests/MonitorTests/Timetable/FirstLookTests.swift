import Controls
import Monitor
import Testing

/// Looks that no plan promises, at probes of which nobody has seen anything yet.
struct FirstLookTests {
    private let ports = Promise.sample("open-ports", ["unexpected": .minutes(5), "cleartext": .hours(1)])

    /// A timetable that was asked for first looks at every probe of its plan.
    private func timetable(_ promises: [Promise], places: Int = 4) throws -> Timetable {
        var timetable = Recovery(Recollection(), at: .at(100), places: places).timetable
        #expect(timetable.adopt(try Plan.sample(promises, from: .at(100))).isEmpty)
        timetable.lookFirst(at: promises.map(\.probe))
        return timetable
    }

    private func reading(_ time: BootTime) -> ClockReading {
        ClockReading(
            wall: Moment(nanoseconds: 1_790_000_000_000_000_000 + time.nanoseconds), boot: time, bootID: "boot-1", asleep: .seconds(0))
    }

    private func runs(_ orders: [Timetable.Order]) -> [Run] {
        orders.compactMap { if case .start(let run) = $0 { run } else { nil } }
    }

    private func missed(_ orders: [Timetable.Order]) -> [MissedRecord] {
        orders.compactMap { if case .missed(let record) = $0 { record } else { nil } }
    }

    @Test func `a first look starts at once with every check, and the first slot comes when it would have come`() throws {
        var timetable = try timetable([ports])
        #expect(timetable.nextWake == ClockReading.at(100).boot)
        let look = try #require(runs(timetable.advance(to: .at(100))).first)
        #expect(look.isFirstLook && !look.isLate && look.slot.name.scheduled == ClockReading.at(100).wall)
        #expect(look.checks == ["open-ports.unexpected", "open-ports.cleartext"])
        #expect(timetable.isSettled && timetable.nextWake == nil)
        #expect(timetable.ended("open-ports", failed: false, at: .at(101)).isEmpty)
        var other = Recovery(Recollection(), at: .at(100), places: 4).timetable
        _ = other.adopt(try Plan.sample([ports], from: .at(100)))
        let wake = try #require(timetable.nextWake)
        #expect(wake == other.nextWake)
        let run = try #require(runs(timetable.advance(to: reading(wake))).first)
        #expect(!run.isFirstLook && run.lateness == .seconds(0))
        #expect(run.checks == run.slot.checks, "the look has judged what was owed")
    }

    @Test func `first looks start as places get free, and slots before them`() throws {
        let often = Promise.sample("z-often", ["x": .minutes(1)], grace: .seconds(30))
        var timetable = try timetable((0..<5).map { .sample("probe-\($0)", ["x": .days(90)]) } + [often], places: 2)
        let due = try #require(try Self.firstSlot(often))
        let now = { (seconds: Int64) in reading(due + .seconds(seconds)) }
        #expect(runs(timetable.advance(to: .at(100))).map(\.slot.name.probe) == ["probe-0", "probe-1"])
        #expect(timetable.nextWake == nil)
        // By then a slot of the last probe has fallen due: it needs no first look any more.
        let next = runs(timetable.ended("probe-0", failed: false, at: now(1)))
        #expect(next.map(\.slot.name.probe) == ["z-often"] && next.allSatisfy { !$0.isFirstLook })
        #expect(runs(timetable.ended("probe-1", failed: false, at: now(2))).map(\.slot.name.probe) == ["probe-2"])
        #expect(runs(timetable.ended("z-often", failed: false, at: now(3))).map(\.slot.name.probe) == ["probe-3"])
        #expect(runs(timetable.ended("probe-2", failed: false, at: now(4))).map(\.slot.name.probe) == ["probe-4"])
        #expect(timetable.ended("probe-3", failed: false, at: now(5)).isEmpty)
        #expect(timetable.ended("probe-4", failed: false, at: now(6)).isEmpty)
        #expect(timetable.nextWake == due + .minutes(1))
    }

    @Test func `the latest slot that falls due during a first look starts when it has ended, and those before are missed`() throws {
        for (seconds, isLate, before) in [(3, false, 0), (8, true, 0), (28, true, 2)] as [(Int64, Bool, Int64)] {
            let often = Promise.sample("often", ["x": .seconds(10)], grace: .seconds(5))
            var timetable = try timetable([often])
            let due = try #require(try Self.firstSlot(often))
            _ = timetable.advance(to: .at(100))
            let end = reading(due + .seconds(seconds))
            var orders = timetable.ended("often", failed: false, at: end)
            #expect(missed(orders).map(\.slots) == (before > 0 ? [before] : []))
            #expect(missed(orders).allSatisfy { $0.gap.kind == .overrun && $0.first == timetable.tie.name(of: due) })
            if runs(orders).isEmpty, let wake = timetable.nextWake { orders += timetable.advance(to: reading(wake)) }
            let run = try #require(runs(orders).first)
            #expect(run.slot.time >= due && !run.isFirstLook && run.isLate == isLate)
        }
    }

    private static func firstSlot(_ promise: Promise) throws -> BootTime? {
        var timetable = Recovery(Recollection(), at: .at(100), places: 1).timetable
        _ = timetable.adopt(try Plan.sample([promise], from: .at(100)))
        return timetable.nextWake
    }

    @Test func `a slot that waits for a first look stays in order with what a step of the clock leaves out`() throws {
        var timetable = try timetable([ports])
        let due = try #require(try Self.firstSlot(ports))
        _ = timetable.advance(to: .at(100))
        #expect(timetable.advance(to: reading(due)).isEmpty)
        #expect(!timetable.isSettled && timetable.nextWake == nil)
        var stepped = reading(due + .seconds(1))
        stepped.wall = stepped.wall.adding(.hours(1))
        #expect(missed(timetable.advance(to: stepped)).isEmpty)
        stepped.boot = due + .seconds(2)
        let orders = timetable.ended("open-ports", failed: false, at: stepped)
        #expect(missed(orders).isEmpty && runs(orders).map(\.slot.time) == [due])
        #expect(missed(timetable.ended("open-ports", failed: false, at: stepped)).map(\.gap.kind) == [.clock])
    }

    @Test func `a first look that fails is not tried again, and a probe that rests is not looked at`() throws {
        var timetable = try timetable([ports])
        for _ in 0..<3 {
            timetable.lookFirst(at: ["open-ports"])
            #expect(runs(timetable.advance(to: .at(100))).map(\.isFirstLook) == [true])
            #expect(timetable.ended("open-ports", failed: true, at: .at(100)).isEmpty)
        }
        timetable.lookFirst(at: ["open-ports", "unknown"])
        #expect(timetable.advance(to: .at(100)).isEmpty)
        #expect(timetable.nextWake == (try Self.firstSlot(ports)))
    }

    @Test func `a probe that runs is not looked at twice, and one that a later plan leaves out not at all`() throws {
        var timetable = try timetable([ports, .sample("tls", ["x": .hours(1)])], places: 1)
        _ = timetable.advance(to: .at(100))
        timetable.lookFirst(at: ["open-ports"])
        #expect(timetable.adopt(try Plan.sample([ports], from: .at(101))).isEmpty)
        #expect(timetable.ended("open-ports", failed: false, at: .at(102)).isEmpty)
        #expect(timetable.nextWake == (try Self.firstSlot(ports)))
    }
}
