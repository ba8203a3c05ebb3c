import Controls
import Ledger
import Monitor
import Notices
import ProbeKit

/// A year in which nothing changes: 105,120 cycles, 166,000 executions, 583,000 results of checks, a notice a day, and a copy of the
/// standing every 1,000 cycles, the last of them 1,000 cycles before the end.
struct Year {
    /// As many as a year has.
    static let cycles = 105_120
    var cycles = Self.cycles

    func write(to path: String) throws {
        let writer = try LedgerWriter(path, host: Host.id, hasher: TreeHasher(), random: KernelRandom())
        var host = Host()
        var standing = Standing()
        var (executions, results) = (0, 0)
        try writer.commit(first())
        for cycle in 0..<cycles {
            let second = Int64(cycle) * 300
            var page = Cycle(at: Host.moment(second))
            while executions < (cycle + 1) * 166_000 / Self.cycles {
                let checks = executions % 2 == 0 ? 3 : 4
                let id = ExecutionID(number: Int64(executions) + 1)
                page.executions.append(try host.execution(id, of: executions % 6, checks: checks, subjects: 5, at: second))
                executions += 1
                results += checks
            }
            if cycle % 288 == 0 { try tell(&page, writer.nextNotice) }
            if cycle % 1000 == Self.cycles % 1000 {
                try standing.follow(writer.reader)
                page.standing = standing
            }
            try writer.commit(page)
            if cycle % 12 == 0 || cycle == Self.cycles - 1 {
                _ = try writer.sign(as: Host.name(), by: [Host.key()], remembering: [])
            }
        }
        print("\(Self.cycles) cycles, \(executions) executions, \(results) results of checks, \(writer.head.size) leaves")
    }

    private func first() throws -> Cycle {
        var cycle = Cycle(at: Host.moment(0))
        let start = ClockReading(Host.moment(0))
        cycle.leaves = [
            try Cycle.LeafDraft(.genesis, GenesisRecord()), try Cycle.LeafDraft(.lifecycle, Lifecycle(.start, at: start)),
            try Cycle.LeafDraft(.clock, ClockRecord(tie: 1, cause: .boot, before: nil, after: start)),
        ]
        return cycle
    }

    private func tell(_ page: inout Cycle, _ number: Int64) throws {
        var notice = Notice()
        notice.destinations = ["journal"]
        notice.summary = "subject-1 fails: at least 14 was asked for and 8 was found"
        page.notices = [try notice.canonicalJSON()]
        var delivery = DeliveryRecord()
        (delivery.notice, delivery.destination) = (number, "journal")
        page.deliveries = [try delivery.canonicalJSON()]
    }
}
