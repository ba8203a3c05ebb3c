import Controls
import Notices

/// A monitor that keeps rows and sends letters to one remote destination, which answers at once.
struct RemotePost {
    let destination: Destination
    private(set) var outbox: Outbox
    private var notices: [Int64: Notice] = [:]
    /// When each letter went, in seconds, and what was in it.
    private(set) var letters: [(second: Int64, numbers: [Int64], outcome: Delivery.Outcome)] = []
    private var kept: [Int64: OutboxRow] = [:]
    private var seconds: Int64 = 50
    var outcome = Delivery.Outcome.delivered
    var retryAfter: TimeSpan?
    var random: UInt64 = 0

    init(_ kind: DestinationKind) {
        destination = Destination(name: "ops", kind: kind)
        outbox = Outbox([destination])
    }

    var now: Outbox.Time {
        Outbox.Time(boottime: seconds * 1_000_000_000, wall: Moment(seconds: 1_790_000_000 + seconds), bootID: "boot-1")
    }

    mutating func add(
        quiet: TimeSpan? = nil,
        _ subject: String, _ kind: Notice.Kind = .opened, control: String = "NET-01", deficiency: Int64 = 1, severity: Severity = .high
    ) {
        var notice = Notice()
        (notice.kind, notice.subject, notice.control, notice.deficiency) = (kind, subject, control, deficiency)
        (notice.severity, notice.moment, notice.destinations) = (severity, now.wall, ["ops"])
        let number = Int64(notices.count) + 1
        notices[number] = notice
        take(outbox.rows(for: notice, number: number, at: now) { _ in quiet })
    }

    /// Sends what falls due until then.
    mutating func pass(_ span: TimeSpan) {
        let end = seconds + span.seconds
        while let wake = outbox.nextWake(at: now).map({ ($0 + 999_999_999) / 1_000_000_000 }), wake <= end {
            seconds = max(seconds, wake)
            let outlived = outbox.outlived(at: now)
            take(outlived)
            let due = outbox.due(at: now)
            if due.isEmpty, !outlived.isEmpty { continue }
            guard !due.isEmpty else { return letters.append((seconds, [], .permanent("woken for nothing"))) }
            take(due)
            letters.append((seconds, due.map(\.notice), outcome))
            for row in due {
                let delivery = Delivery(number: row.notice, destination: "ops", outcome: outcome, retryAfter: retryAfter)
                if let next = outbox.row(after: delivery, at: now, random: random) { take([next]) }
            }
        }
        seconds = end
    }

    private mutating func take(_ rows: [OutboxRow]) {
        for row in rows { kept[row.notice] = row }
        outbox.take(rows, of: notices, at: now)
    }

    mutating func reload() {
        outbox.follow([destination])
        outbox.resume()
        take(outbox.changedByConfiguration)
    }

    /// As the ledger has it, after a crash.
    /// - Parameter inFlight: whether everything was under way.
    mutating func restart(inFlight: Bool = false) {
        let rows = inFlight ? rows.map { Self.underway($0) } : rows
        outbox = Outbox(restoring: rows.compactMap { row in notices[row.notice].map { (row, $0) } }, to: [destination], at: now)
    }

    private static func underway(_ row: OutboxRow) -> OutboxRow {
        var row = row
        row.state = .inflight
        return row
    }

    private var rows: [OutboxRow] { kept.values.filter { !$0.state.isEnd }.sorted { $0.notice < $1.notice } }
    var states: [Int64: OutboxRow.State] { kept.mapValues(\.state) }

    var sizes: [Int] { letters.map(\.numbers.count) }
    var delivered: [Int64] {
        letters.filter { $0.outcome == .delivered }.flatMap(\.numbers)
    }
}
