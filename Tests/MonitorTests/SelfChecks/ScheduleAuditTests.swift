import Controls
import Ledger
import LinuxHost
import ProbeKit
import Testing

@testable import Monitor

/// Looks at a growing ledger, one after the other, against the account of the whole.
struct ScheduleAuditTests {
    private static let promises: [Promise] = [
        .sample("open-ports", ["often": .minutes(15), "seldom": .hours(1)]), .sample("updates", ["daily": .hours(24)]),
    ]

    /// Slots by what became of them, of some checks together.
    private struct Sum: Equatable {
        var performed: Int64 = 0
        var missed: [Gap.Kind: Int64] = [:]
        var residual: Int64 = 0

        init() {}

        init(_ tally: Tally) {
            (performed, residual) = (tally.onTime + tally.late, tally.residual)
            missed = tally.missed.filter { $0.value > 0 }
        }

        mutating func add(_ row: CheckSlots) {
            performed += row.onTime + row.late
            residual += row.residual
            for missed in row.missed where missed.slots > 0 { self.missed[missed.kind, default: 0] += missed.slots }
        }
    }

    /// Looks now and then while a history is written.
    private func looks(at monitor: SimulatedMonitor, dice: inout Dice, without: Int? = nil) throws -> [String: Sum] {
        let history = try KeptHistory()
        var sums: [String: Sum] = [:]
        var look: ScheduleLook?
        let take = { (look: inout ScheduleLook?) in
            let reader = try LedgerReader(history.path, hasher: TreeHasher())
            // Kept evidence goes on like fresh evidence.
            let previous = try look.map { try ScheduleLook(canonicalJSON: $0.canonicalJSON()) }
            let next = try ScheduleAudit.look(reader, at: Moment(seconds: 0), after: previous)
            for row in next.rows { for check in row.checks { sums[check, default: Sum()].add(row) } }
            look = next
        }
        for (index, (reading, kept)) in monitor.journal.enumerated() where index != without {
            try history.write(kept, at: reading)
            guard dice.once(in: 25) else { continue }
            try history.end(at: reading)
            try take(&look)
        }
        try history.end(at: monitor.host.reading)
        try take(&look)
        return sums
    }

    private func monitor(seed: UInt64, days: Int64, events: Int) throws -> SimulatedMonitor {
        var monitor = SimulatedMonitor(seed: seed, wall: Moment(seconds: 1_772_000_000), promises: Self.promises)
        try monitor.live(days: days, events: events, plans: [Self.promises, Self.promises + [.sample("tls", ["expiry": .minutes(30)])]])
        return monitor
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `looks one after the other come to what the whole comes to, on bad days too`(seed: UInt64) throws {
        let monitor = try monitor(seed: seed, days: 3, events: 40)
        var dice = Dice(seed: seed)
        let sums = try looks(at: monitor, dice: &dice)
        for (check, tally) in monitor.completeness().checks where check.probe != "tls" {
            #expect(sums[check.rawValue] == Sum(tally), "seed \(seed), \(check)")
        }
        #expect(sums.values.allSatisfy { $0.residual == 0 }, "seed \(seed)")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>)
    func `whatever record is left out shows as soon as a later one is there`(seed: UInt64) throws {
        let monitor = try monitor(seed: seed, days: 1, events: 8)
        for (index, (_, kept)) in monitor.journal.enumerated() {
            let (probe, slots): (String, Int64)
            switch kept {
            case .clock, .plan, .life: continue
            case .execution(let run):
                if run.isFirstLook { continue }
                (probe, slots) = (run.slot.name.probe, 1)
            case .missed(let record): (probe, slots) = (record.probe, record.slots)
            }
            let isLast = !monitor.journal[(index + 1)...].contains { later in
                switch later.kept {
                case .clock, .plan, .life: false
                case .execution(let run): run.slot.name.probe == probe && !run.isFirstLook
                case .missed(let record): record.probe == probe
                }
            }
            if isLast || probe == "tls" { continue }
            var dice = Dice(seed: seed)
            let residual = try looks(at: monitor, dice: &dice, without: index).filter { $0.key.hasPrefix(probe) }.map(\.value.residual)
                .max()
            #expect(residual == slots, "seed \(seed), record \(index): \(kept)")
        }
    }
}
