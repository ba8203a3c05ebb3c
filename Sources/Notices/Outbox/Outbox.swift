package import Controls

/// The notices that wait, or are under way: a fold over the rows that were committed. Deciding changes nothing; only ``take(_:of:)`` does.
///
/// One batch is under way to a destination at a time, and of each subject one notice: what came later waits for what came first.
/// Among subjects the more severe goes first, then the older. Waits run on the boot clock.
package struct Outbox: Sendable {
    private var queues: [String: OutboxQueue] = [:]

    /// What the clocks show.
    package struct Time: Hashable, Sendable {
        /// `CLOCK_BOOTTIME` in nanoseconds.
        package let boottime: Int64
        package let wall: Moment
        package let bootID: String

        package init(boottime: Int64, wall: Moment, bootID: String) {
            self.boottime = boottime
            self.wall = wall
            self.bootID = bootID
        }
    }

    package init() {}

    /// The outbox as its open rows say. What was under way may have arrived; it is sent again.
    package init(restoring items: [(row: OutboxRow, notice: Notice)], at now: Time) {
        for (row, notice) in items.sorted(by: { $0.row.notice < $1.row.notice }) {
            let restored = row.restored(for: notice.severity, at: now)
            queues[row.destination, default: OutboxQueue()].take(restored, of: WaitingNotice.Facts(notice))
        }
    }

    /// How many notices wait or are under way.
    package var waiting: Int { queues.values.reduce(0) { $0 + $1.count } }

    /// The rows of a new notice, and those of older ones that it makes superfluous: of the same kind, about the same deficiency, and
    /// certainly unsent.
    package func rows(for notice: Notice, number: Int64) -> [OutboxRow] {
        let facts = WaitingNotice.Facts(notice)
        return notice.destinations.flatMap { destination in
            (queues[destination]?.superseded(by: facts) ?? []) + [OutboxRow(notice: number, destination: destination)]
        }
    }

    /// Takes up what was committed.
    /// - Parameter notices: those that are new, by their numbers.
    package mutating func take(_ rows: [OutboxRow], of notices: [Int64: Notice] = [:]) {
        for row in rows {
            queues[row.destination, default: OutboxQueue()].take(row, of: notices[row.notice].map(WaitingNotice.Facts.init))
        }
    }

    /// The rows of what is to be handed over now, marked as under way, with the attempt that each of them begins. They are committed first.
    package func due(at now: Time) -> [OutboxRow] {
        queues.sorted { $0.key < $1.key }.flatMap { $0.value.due(at: now) }
    }

    /// The row after what came of handing it over; nil where nobody waits for that.
    package func row(after delivery: Delivery, at now: Time, random: UInt64) -> OutboxRow? {
        queues[delivery.destination]?[delivery.number]?.after(delivery, at: now, random: random)
    }

    /// When ``due(at:)`` has something next, on the boot clock in nanoseconds; nil while nothing waits but for what is under way.
    package func nextWake(at now: Time) -> Int64? { queues.values.compactMap { $0.nextWake(at: now) }.min() }
}
