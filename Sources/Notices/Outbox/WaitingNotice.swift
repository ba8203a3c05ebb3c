internal import Controls

/// A row of the outbox with what decides about it. There may be ten thousand, and each is looked at for every letter.
final class WaitingNotice: Sendable {
    let row: OutboxRow
    let facts: Facts
    /// Since when it waits, on the boot clock in nanoseconds.
    let since: Int64

    init(row: OutboxRow, facts: Facts, since: Int64) {
        self.row = row
        self.facts = facts
        self.since = since
    }

    /// What the outbox remembers of a notice: the same for every destination.
    final class Facts: Sendable {
        let kind: Notice.Kind
        let severity: Severity
        let deficiency: Int64?
        let moment: Moment
        let isClosed: Bool
        /// The controls that people think of together: `NET` of `NET-03`; the kind of what is about soc2d itself.
        let family: String
        /// ``Notice/lane``
        let lane: String

        init(_ notice: Notice) {
            kind = notice.kind
            severity = notice.severity
            deficiency = notice.deficiency
            moment = notice.moment
            isClosed = notice.isClosed
            family = notice.control.isEmpty ? notice.kind.rawValue : Self.family(of: notice.control)
            lane = notice.lane
        }

        private static func family(of control: String) -> String {
            guard let dash = control.lastIndex(of: "-"), control[dash...].dropFirst().allSatisfy(\.isNumber) else { return control }
            return String(control[..<dash])
        }

        /// Whether a newer notice makes this one superfluous.
        /// Two complaints, and two times without a ledger, are two things to say.
        func isSaid(by newer: Facts) -> Bool {
            kind == newer.kind && deficiency == newer.deficiency && lane == newer.lane && kind != .undelivered && kind != .storeFailed
        }
    }

    var isUnsent: Bool { (row.state == .pending || row.state == .blocked) && !row.isPossiblySent }

    /// What is told so late is told with how it ended, where it has.
    private static let grace = TimeSpan.minutes(10)

    /// Whether it was held back on purpose, or could not be sent for long.
    func hasWaitedLong(at now: Outbox.Time) -> Bool {
        now.boottime.minus(since) >= Self.grace.nanoseconds || (row.attempts == 0 && row.nextTry != nil)
    }

    func goesBefore(_ other: WaitingNotice) -> Bool {
        facts.severity == other.facts.severity ? row.notice < other.row.notice : facts.severity > other.facts.severity
    }

    /// The row while it is handed over once more.
    var underway: OutboxRow {
        var row = row
        row.state = .inflight
        row.attempts = min(row.attempts, .max - 1) + 1
        row.nextTry = nil
        return row
    }

    /// The row at its end.
    func ended(_ state: OutboxRow.State, _ problem: String) -> OutboxRow {
        var row = row
        row.state = state
        row.lastProblem = problem
        return row
    }

    /// The row after its attempt; nil where none is under way.
    /// - Parameter failures: how many letters in a row did not arrive where it goes, before this one.
    func after(_ delivery: Delivery, failures: Int, at now: Outbox.Time, random: UInt64) -> OutboxRow? {
        guard row.state == .inflight else { return nil }
        var row = row
        row.isPossiblySent = row.isPossiblySent || delivery.mayHaveArrived
        switch delivery.outcome {
        case .delivered:
            row.state = .delivered
            row.lastProblem = ""
        case .accepted(let words):
            row.state = .accepted
            row.lastProblem = words.clipped(to: OutboxRow.problemLimit)
        case .transient(let problem):
            row.lastProblem = problem.clipped(to: OutboxRow.problemLimit)
            postpone(&row, failures, delivery.retryAfter, at: now, random: random)
        case .blocked(let problem):
            row.lastProblem = problem.clipped(to: OutboxRow.problemLimit)
            row.state = .blocked
            row.wait(OutboxRow.canaryInterval, from: now)
        case .shut(let problem):
            row.lastProblem = problem.clipped(to: OutboxRow.problemLimit)
            row.state = .blocked
        case .permanent(let problem):
            row.state = .dead
            row.lastProblem = problem.clipped(to: OutboxRow.problemLimit)
        }
        return row
    }

    /// It is given up when it was tried for seven days, and when it is as old and nothing at all arrived for as long.
    private func postpone(_ row: inout OutboxRow, _ failures: Int, _ floor: TimeSpan?, at now: Outbox.Time, random: UInt64) {
        let isOld = (now.wall.since(facts.moment)?.nanoseconds ?? 0) >= Backoff.patience.nanoseconds
        guard !Backoff.isExhausted(after: row.attempts), !(isOld && Backoff.isExhausted(after: failures)) else {
            row.state = .dead
            return
        }
        row.state = .pending
        let wait = Backoff.wait(after: max(row.attempts, failures + 1), random: random)
        row.wait(max(wait, floor.map { Self.prolonged($0, random) } ?? wait), from: now)
    }

    /// Up to a tenth more than was asked for, and never less.
    private static func prolonged(_ span: TimeSpan, _ random: UInt64) -> TimeSpan {
        let (chance, _) = UInt64(max(0, span.nanoseconds) / 10).multipliedFullWidth(by: random)
        return TimeSpan(nanoseconds: max(0, span.nanoseconds).plus(Int64(clamping: chance)))
    }
}

extension OutboxRow {
    /// Bytes.
    static let problemLimit = 500

    /// What is blocked tries so often whether it still is.
    static let canaryInterval = TimeSpan.minutes(15)
    /// Nothing waits longer for a remote destination, which may ask for six hours.
    private static let longestWait = TimeSpan.minutes(400)

    /// The row as it is taken up by a monitor that starts: what was under way waits again, and a wait of another boot goes on by the wall
    /// clock, but never for longer than any wait may be.
    func restored(at now: Outbox.Time) -> OutboxRow {
        var row = self
        if row.state == .inflight {
            row.state = .pending
            row.isPossiblySent = true
            row.nextTry = nil
        }
        guard let next = row.nextTry else { return row }
        let rest =
            next.bootID == now.bootID
            ? Moment(nanoseconds: next.boottime).since(Moment(nanoseconds: now.boottime)) : next.wall.since(now.wall)
        let longest = destination == Destination.journal ? Backoff.cap : Self.longestWait
        row.wait(max(TimeSpan(nanoseconds: 0), min(rest ?? TimeSpan(nanoseconds: 0), longest)), from: now)
        return row
    }

    mutating func wait(_ span: TimeSpan, from now: Outbox.Time) {
        nextTry = Outbox.Time(
            boottime: Moment(nanoseconds: now.boottime).adding(span).nanoseconds, wall: now.wall.adding(span), bootID: now.bootID)
    }
}
