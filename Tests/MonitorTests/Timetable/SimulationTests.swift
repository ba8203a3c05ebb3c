import Controls
import Foundation
import LinuxHost
import Monitor
import Testing

/// Ninety days of a host on which everything goes wrong that the timetable knows of.
struct SimulationTests {
    /// `make soak` tries more.
    private static let seeds = UInt64(ProcessInfo.processInfo.environment["SOC2D_SIMULATIONS"].flatMap { Int($0) } ?? 3)

    private static let usual: [Promise] = [
        .sample("open-ports", ["unexpected": .minutes(10), "cleartext": .hours(1)]),
        .sample("account-drift", ["unapproved": .minutes(15), "login": .hours(24)]),
        .sample("password-policy", ["length": .hours(1), "age": .hours(24), "odd": .minutes(150)]),
        .sample("backups", ["age": .hours(6), "restore": .days(7)]), .sample("updates", ["pending": .hours(24)]),
        .sample("review", ["due": .days(7)]),
    ]

    private static let other: [Promise] = [
        .sample("open-ports", ["unexpected": .minutes(20), "cleartext": .hours(1)]),
        .sample("account-drift", ["unapproved": .minutes(15), "login": .hours(12)]),
        .sample("tls", ["expiry": .minutes(30)]), .sample("updates", ["pending": .hours(24)]), .sample("review", ["due": .days(7)]),
        .sample("backups", ["age": .hours(6), "restore": .days(7)]),
    ]

    @Test(arguments: 1...seeds)
    func `after ninety bad days every slot has one record, of the right class`(seed: UInt64) throws {
        var monitor = SimulatedMonitor(seed: seed, wall: Moment(seconds: 1_772_000_000), promises: Self.usual)
        try monitor.live(days: 90, events: 500, plans: [Self.usual, Self.other])
        #expect(monitor.complaints.isEmpty, "seed \(seed)")
        #expect(monitor.longest < monitor.memory.lives.count / 3, "seed \(seed)")
        let completeness = monitor.completeness()
        #expect(completeness.doubled == 0, "seed \(seed)")
        #expect(completeness.unpromised == 0, "seed \(seed)")
        #expect(monitor.looks > 20, "seed \(seed)")
        for (check, tally) in completeness.checks {
            #expect(tally.residual == 0 && tally.pending == 0, "seed \(seed), \(check): \(tally)")
            #expect(tally.onTime > 0, "seed \(seed), \(check) never on time")
        }
        var (seen, right) = (0, 0)
        var wrong: [String] = []
        for case .missed(let record) in monitor.records {
            let agreement = monitor.truth.agreement(record)
            (seen, right) = (seen + agreement.seen, right + agreement.right)
            if agreement.right < agreement.seen { wrong.append("\(agreement.seen - agreement.right) of \(record)") }
        }
        #expect(
            right * 100 >= seen * 99, "seed \(seed): \(right) of \(seen) classes are right; \(wrong.prefix(20).joined(separator: "\n"))")
    }
}

extension SimulatedMonitor {
    /// Lives through so many events at random times.
    mutating func live(days: Int64, events: Int, plans: [[Promise]]) throws {
        let end = TimeSpan.days(days).nanoseconds
        try start()
        for time in (0..<events).map({ _ in dice.number(0...end) }).sorted() where time > host.now {
            pass(to: time)
            try suffer(plans)
        }
        pass(to: end)
        if !isAlive { try start() }
        settle()
    }

    private mutating func suffer(_ plans: [[Promise]]) throws {
        switch dice.number(0...9) {
        case 0, 1: try stay(down: dice.once(in: 5) ? .seconds(5) ... .hours(2) : .seconds(1) ... .seconds(30), after: nil)
        case 2: try stay(down: .minutes(1) ... .hours(6), after: .stoppedByOperator)
        case 3, 4:
            reboot(clean: dice.once(in: 2), off: dice.span(.seconds(10) ... .hours(8)), journal: dice.span(.seconds(0) ... .seconds(20)))
            pass(to: host.now + dice.span(.seconds(5) ... .minutes(5)).nanoseconds)
            try start()
        case 5, 6: sleep(dice.span(.seconds(5) ... .hours(10)))
        case 7: set(by: steps.randomElement(using: &dice) ?? 0)
        case 8:
            promises = plans.randomElement(using: &dice) ?? promises
            try adopt()
        default:
            let probe = promises.randomElement(using: &dice)?.probe ?? ""
            if dice.once(in: 2) { slow[probe] = Int(dice.number(1...4)) } else { failing[probe] = Int(dice.number(1...12)) }
        }
    }

    private var steps: [Int64] {
        [1, -1, 3600, -3600, 1017, -1017, 8760 * 3600, -8760 * 3600, 86_400, -86_400].map { $0 * 1_000_000_000 }
    }

    /// Is down for a while, in which the clock may be set and the host may sleep or reboot.
    private mutating func stay(down range: ClosedRange<TimeSpan>, after event: Lifecycle.Event?) throws {
        end(event)
        pass(to: host.now + dice.span(range).nanoseconds)
        if dice.once(in: 20) { set(by: steps.randomElement(using: &dice) ?? 0) }
        if dice.once(in: 20) { sleep(dice.span(range)) }
        if dice.once(in: 20) { reboot(clean: false, off: dice.span(range), journal: .seconds(3)) }
        pass(to: host.now + dice.span(.seconds(1) ... .seconds(20)).nanoseconds)
        try start()
    }
}
