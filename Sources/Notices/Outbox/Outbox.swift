package import Controls

/// The notices that wait, or are under way: a fold over the rows that were committed. Deciding changes nothing; only ``take(_:of:at:)`` does.
///
/// One batch or letter is under way to a destination at a time, and of each subject one notice: what came later waits for what came first.
/// Among subjects the more severe goes first, then the older. Waits run on the boot clock.
package struct Outbox: Sendable {
    private var queues: [String: OutboxQueue] = [:]
    private var kinds: [String: DestinationKind] = [:]

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

    /// - Parameter destinations: those that are configured.
    package init(_ destinations: [Destination]) { follow(destinations) }

    /// The outbox as its open rows say. What was under way may have arrived; it is sent again.
    package init(restoring items: [(row: OutboxRow, notice: Notice)], to destinations: [Destination], at now: Time) {
        follow(destinations)
        for (row, notice) in items.sorted(by: { $0.row.notice < $1.row.notice }) {
            let (row, facts) = (row.restored(at: now), WaitingNotice.Facts(notice))
            let age = max(0, now.wall.since(notice.moment)?.nanoseconds ?? 0)
            take(row, of: facts, since: now.boottime.minus(age), at: now)
            queues[row.destination]?.keepResting(after: row)
        }
    }

    /// Takes up the destinations of a configuration.
    package mutating func follow(_ destinations: [Destination]) {
        kinds = Dictionary(destinations.map { ($0.name, $0.kind) }) { first, _ in first }
        for name in queues.keys {
            if let kind = kinds[name] { queues[name]?.kind = kind }
        }
    }

    /// An operator may have mended what stood in the way.
    package mutating func resume() { for name in queues.keys { queues[name]?.resume() } }

    /// In its place: a queue of ten thousand is not copied for each of them.
    private mutating func take(_ row: OutboxRow, of facts: WaitingNotice.Facts?, since: Int64, at now: Time) {
        let kind = kinds[row.destination] ?? .webhook
        queues[row.destination, default: OutboxQueue(kind)].take(row, of: facts, since: since, at: now)
    }

    /// How many notices wait or are under way.
    package var waiting: Int { queues.values.reduce(0) { $0 + $1.count } }

    // MARK: Rows to commit

    /// The rows of a new notice, and those of older ones that it makes superfluous: of the same kind, about the same deficiency, and
    /// certainly unsent.
    /// - Parameter quiet: how long a destination wants to hear nothing but what is critical.
    package func rows(for notice: Notice, number: Int64, at now: Time, quiet: (String) -> TimeSpan? = { _ in nil }) -> [OutboxRow] {
        let facts = WaitingNotice.Facts(notice)
        return notice.destinations.flatMap { destination in
            var row = OutboxRow(notice: number, destination: destination)
            if notice.severity < .critical, let span = quiet(destination) { row.wait(span, from: now) }
            return (queues[destination]?.superseded(by: facts) ?? []) + [row]
        }
    }

    /// The rows of what is to be handed over now, marked as under way, with the attempt that each of them begins. They are committed first.
    package func due(at now: Time) -> [OutboxRow] {
        queues.sorted { $0.key < $1.key }.flatMap { $0.value.due(at: now) }
    }

    /// The rows of what need not be told any more before what is ``due(at:)`` goes: its destination never heard of it, and it is over.
    package func outlived(at now: Time) -> [OutboxRow] {
        queues.sorted { $0.key < $1.key }.flatMap { $0.value.outlived(at: now) }
    }

    /// Whether anything was handed over of which nothing is known yet.
    package var isUnderway: Bool { queues.values.contains(where: \.isUnderway) }

    /// The destinations that wait for an operator.
    package var blocked: [String] { queues.filter { !$0.value.blocked.isEmpty }.keys.sorted() }

    /// The row after what came of handing it over; nil where nobody waits for that.
    package func row(after delivery: Delivery, at now: Time, random: UInt64) -> OutboxRow? {
        let row = queues[delivery.destination]?.row(after: delivery, at: now, random: random)
        return kinds[delivery.destination] == nil ? row?.abandoned : row
    }

    /// The row of the notice that nobody has to hear once one was given up by which a destination was to hear for the first time of what it
    /// tells: that this is over. Nil where there is none, and where something else waits that tells of it.
    package func orphaned(by row: OutboxRow) -> OutboxRow? { queues[row.destination]?.orphaned(by: row) }

    /// Whether a notice is still owed to where a row says that it goes.
    package func waits(for row: OutboxRow) -> Bool { queues[row.destination]?[row.notice] != nil }

    /// Whether a destination is still to be told something of a lane.
    package func isWaiting(_ lane: String, for destination: String) -> Bool { queues[destination]?.isWaiting(lane) ?? false }

    /// What a new configuration changes: the rows for destinations that it does not have end, and what waited for an operator is tried again.
    package var changedByConfiguration: [OutboxRow] {
        queues.sorted { $0.key < $1.key }.flatMap { name, queue in
            kinds[name] == nil ? queue.abandoned : queue.unblocked
        }
    }

    /// What is critical, and a remote destination has not taken for so long.
    package func overdue(_ span: TimeSpan, at now: Time) -> [OutboxRow] {
        remote.flatMap { $0.criticalWaiting(since: now.boottime.minus(span.nanoseconds)) }
    }

    /// When ``overdue(_:at:)`` says more, on the boot clock in nanoseconds; nil for never.
    package func nextOverdue(_ span: TimeSpan, at now: Time) -> Int64? {
        remote.compactMap { $0.firstCriticalWaiting(after: now.boottime.minus(span.nanoseconds)) }.min()?.plus(span.nanoseconds)
    }

    private var remote: [OutboxQueue] { queues.sorted { $0.key < $1.key }.map(\.value).filter(\.kind.isRemote) }

    // MARK: What was committed

    /// - Parameter notices: those that are new, by their numbers.
    package mutating func take(_ rows: [OutboxRow], of notices: [Int64: Notice] = [:], at now: Time) {
        // What is remembered of a notice is the same for all its rows.
        var facts: [Int64: WaitingNotice.Facts] = [:]
        for row in rows {
            if facts[row.notice] == nil { facts[row.notice] = notices[row.notice].map(WaitingNotice.Facts.init) }
            take(row, of: facts[row.notice], since: now.boottime, at: now)
        }
    }

    /// When ``due(at:)`` has something next, on the boot clock in nanoseconds; nil while nothing waits but for what is under way.
    package func nextWake(at now: Time) -> Int64? { queues.values.compactMap { $0.nextWake(at: now) }.min() }
}
