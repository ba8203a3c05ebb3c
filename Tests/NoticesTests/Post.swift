import Controls
import Notices

/// A monitor that keeps rows and hands notices to the journal.
struct Post {
    private(set) var outbox = Outbox([.init(name: "journal", kind: .journald)])
    /// What the ledger has, by the number of the notice.
    private(set) var rows: [Int64: OutboxRow] = [:]
    private var notices: [Int64: Notice] = [:]
    var random: UInt64 = 0
    var wall = Moment(seconds: 1_790_000_000)
    private var boottime: Int64 = 50_000_000_000
    private var boots = 0

    init(random: UInt64 = 0) { self.random = random }

    var now: Outbox.Time { Outbox.Time(boottime: boottime, wall: wall, bootID: "boot-\(boots)") }

    var secondsToWake: Int64? { outbox.nextWake(at: now).map { ($0 - boottime + 500_000_000) / 1_000_000_000 } }

    func subject(of number: Int64) -> String? { notices[number]?.subject }

    mutating func add(_ kind: Notice.Kind, _ subject: String, deficiency: Int64 = 1, severity: Severity = .high) {
        var notice = Notice()
        notice.kind = kind
        notice.subject = subject
        notice.deficiency = deficiency
        notice.severity = severity
        notice.destinations = ["journal"]
        let number = Int64(notices.count) + 1
        notices[number] = notice
        commit(outbox.rows(for: notice, number: number, at: now))
    }

    mutating func handOver() -> [OutboxRow] {
        let due = outbox.due(at: now)
        commit(due)
        return due
    }

    mutating func tell(_ number: Int64, _ outcome: Delivery.Outcome, mayHaveArrived: Bool = false) {
        let delivery = Delivery(number: number, destination: "journal", outcome: outcome, mayHaveArrived: mayHaveArrived)
        if let row = outbox.row(after: delivery, at: now, random: random) { commit([row]) }
    }

    mutating func pass(_ span: TimeSpan) {
        boottime += span.nanoseconds
        wall = wall.adding(span)
    }

    /// The monitor dies, and starts again with what the ledger has.
    mutating func restart() {
        let open = rows.values.filter { $0.state == .pending || $0.state == .inflight }
        outbox = Outbox(
            restoring: open.compactMap { row in notices[row.notice].map { (row, $0) } }, to: [.init(name: "journal", kind: .journald)],
            at: now)
    }

    mutating func reboot(after span: TimeSpan) {
        boots += 1
        boottime = 3_000_000_000
        wall = wall.adding(span)
        restart()
    }

    private mutating func commit(_ committed: [OutboxRow]) {
        for row in committed { rows[row.notice] = row }
        outbox.take(committed, of: notices, at: now)
    }
}
