import Controls
import Monitor
import Testing

/// What a start of the monitor makes of the time before it.
struct RecoveryTests {
    private let ports = Promise.sample("open-ports", ["unexpected": .minutes(5)])

    /// A ledger with one plan from second 100 of boot-1, and a last sign at 10,000.
    private func memory(_ promises: [Promise], last: [Lifecycle] = []) throws -> Recollection {
        var memory = Recollection()
        memory.clocks = [ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(100))]
        memory.plans = [try Plan.sample(promises, from: .at(100))]
        memory.lives = [Lifecycle(.start, at: .at(100)), Lifecycle(.heartbeat, at: .at(10_000))] + last
        for promise in promises {
            // As if every slot until the last sign had its record.
            let scheduled = Moment(seconds: 1_790_000_000 + 10_000)
            memory.accounted[promise.probe] = SlotName(plan: memory.plans[0].id, probe: promise.probe, scheduled: scheduled, tie: 1)
        }
        return memory
    }

    private func kinds(_ recovery: Recovery) -> Set<Gap.Kind> { Set(recovery.missed.map(\.gap.kind)) }

    @Test func `the first start ties the clock and misses nothing`() {
        let recovery = Recovery(Recollection(), at: .at(7), places: 1)
        #expect(recovery.clock == ClockRecord(tie: 1, cause: .boot, before: nil, after: .at(7)))
        #expect(recovery.missed.isEmpty)
        #expect(recovery.timetable.nextWake == nil)
    }

    @Test func `a killed monitor was down`() throws {
        let recovery = Recovery(try memory([ports]), at: .at(13_600), places: 1)
        #expect(recovery.clock == nil)
        #expect(kinds(recovery) == [.monitorDown])
        #expect(recovery.missed.map(\.slots).reduce(0, +) == 11, "and the twelfth is made up for")
        #expect(recovery.missed.first?.gap.before == .at(10_000))
    }

    @Test func `an operator's stop names its actor`() throws {
        let stop = Lifecycle(.stoppedByOperator, at: .at(10_001), actor: "root")
        let recovery = Recovery(try memory([ports], last: [stop]), at: .at(13_600), places: 1)
        #expect(kinds(recovery) == [.suspended])
        #expect(recovery.missed.first?.gap.actor == "root")
    }

    @Test func `a host that was off is told from a monitor that came late by the journal and the kernel`() throws {
        var memory = try memory([ports])
        let now = ClockReading.at(3_600, boot: "boot-2", wall: 1_790_000_000 + 20_000)
        memory.boots = [
            BootHistory(bootID: "boot-1", kernelStart: nil, lastSeen: Moment(seconds: 1_790_000_000 + 13_000)),
            BootHistory(bootID: "boot-2", kernelStart: Moment(seconds: 1_790_000_000 + 16_400), lastSeen: nil),
        ]
        let recovery = Recovery(memory, at: now, places: 1)
        #expect(recovery.clock?.cause == .boot)
        #expect(recovery.missed.map(\.gap.kind) == [.monitorDown, .hostDown, .monitorDown])
        #expect(recovery.missed.map(\.slots) == [10, 12, 11])
    }

    @Test func `a clock that was set while nobody watched is told by the two clocks of the journal`() throws {
        let day: Int64 = 86_400
        for stop in [[], [Lifecycle(.stoppedByOperator, at: .at(10_000), actor: "root")]] {
            var memory = try memory([ports], last: stop)
            memory.boots = [
                BootHistory(
                    bootID: "boot-1", kernelStart: nil, lastSeen: Moment(seconds: 1_790_013_000 + day),
                    lastSeenUp: BootTime(nanoseconds: 13_000_000_000_000)),
                BootHistory(bootID: "boot-2", kernelStart: Moment(seconds: 1_790_013_100 + day), lastSeen: nil),
            ]
            let now = ClockReading.at(20, boot: "boot-2", wall: 1_790_013_120 + day)
            let recovery = Recovery(memory, at: now, places: 1)
            #expect(recovery.missed.map(\.gap.kind) == [stop.isEmpty ? .monitorDown : .suspended, .clock])
        }
    }

    @Test func `without a journal nobody can say when the host went down`() throws {
        let now = ClockReading.at(1, boot: "boot-2", wall: 1_790_000_000 + 20_000)
        #expect(kinds(Recovery(try memory([ports]), at: now, places: 1)) == [.unknown])
    }

    @Test func `a host that slept while the monitor was down was down for as long as that shows`() throws {
        let recovery = Recovery(try memory([ports]), at: .at(46_000, asleep: 35_999), places: 1)
        #expect(kinds(recovery) == [.hostDown])
        let vague = Recovery(try memory([ports]), at: .at(46_000, asleep: 10_000), places: 1)
        #expect(kinds(vague) == [.unknown])
    }

    @Test func `a year off makes a handful of records that count every slot`() throws {
        let promises = [Promise.sample("quick", ["x": .seconds(10)]), ports, .sample("rare", ["x": .days(90)])]
        var memory = try memory(promises)
        let year: Int64 = 365 * 86_400
        memory.boots = [
            BootHistory(bootID: "boot-1", kernelStart: nil, lastSeen: Moment(seconds: 1_790_010_000)),
            BootHistory(bootID: "boot-2", kernelStart: Moment(seconds: 1_790_010_000 + year - 50), lastSeen: nil),
        ]
        let recovery = Recovery(memory, at: .at(50, boot: "boot-2", wall: 1_790_010_000 + year), places: 4)
        #expect(recovery.missed.count <= 6)
        #expect(recovery.missed.filter { $0.probe == "quick" }.map(\.slots).reduce(0, +) == year / 10 - 1)
        #expect(recovery.missed.filter { $0.probe == "open-ports" }.map(\.gap.kind) == [.hostDown])
    }

    @Test func `a clock that went back over a reboot leaves no time to account for`() throws {
        let now = ClockReading.at(1, boot: "boot-2", wall: 1_000_000)
        let recovery = Recovery(try memory([ports]), at: now, places: 1)
        #expect(recovery.missed.isEmpty)
        var timetable = recovery.timetable
        let synchronised = ClockReading.at(31, boot: "boot-2", wall: 1_790_000_000 + 13_600)
        let orders = timetable.advance(to: synchronised)
        // What the ledger had not named yet is left out by the step, and no more: not the years since 1970.
        let slots = orders.map { order -> Int64 in
            switch order {
            case .missed(let record): record.slots
            case .tied, .start, .hold: 0
            }
        }
        #expect((11...13).contains(slots.reduce(0, +)))
    }

    @Test func `a run that was lost with the monitor is not called an overrun`() throws {
        var memory = try memory([ports])
        memory.accounted["open-ports"]?.scheduled = Moment(seconds: 1_790_000_000 + 9_000)
        let recovery = Recovery(memory, at: .at(10_005), places: 1)
        #expect(recovery.missed.map(\.gap.kind) == [.monitorDown, .overrun])
    }
}
