internal import Controls

/// A row of the outbox with what decides about it.
struct WaitingNotice: Sendable {
    let row: OutboxRow
    let facts: Facts

    /// What the outbox remembers of a notice.
    struct Facts: Sendable {
        let kind: Notice.Kind
        let severity: Severity
        let deficiency: Int64?
        /// Notices of one lane go in the order in which they came: those about one subject.
        let lane: String

        init(_ notice: Notice) {
            kind = notice.kind
            severity = notice.severity
            deficiency = notice.deficiency
            lane = notice.deficiency == nil ? notice.kind.rawValue : "\(notice.control) \(notice.check) \(notice.subject)"
        }

        /// Whether a newer notice makes this one superfluous.
        func isSaid(by newer: Facts) -> Bool { kind == newer.kind && deficiency == newer.deficiency && lane == newer.lane }
    }

    var isUnsent: Bool { row.state == .pending && !row.isPossiblySent }

    func isDue(at now: Outbox.Time) -> Bool { row.nextBoottime.map { $0 <= now.boottime } ?? true }

    func goesBefore(_ other: WaitingNotice) -> Bool {
        facts.severity == other.facts.severity ? row.notice < other.row.notice : facts.severity > other.facts.severity
    }

    /// The row while it is handed over once more.
    var underway: OutboxRow {
        var row = row
        row.state = .inflight
        row.attempts = min(row.attempts, .max - 1) + 1
        (row.nextBoottime, row.nextWall, row.bootID) = (nil, nil, "")
        return row
    }

    /// The row after its attempt; nil where none is under way.
    func after(_ delivery: Delivery, at now: Outbox.Time, random: UInt64) -> OutboxRow? {
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
        case .transient(let problem), .blocked(let problem):
            row.postpone(because: problem, by: Backoff(facts.severity), at: now, random: random)
        case .permanent(let problem):
            row.state = .dead
            row.lastProblem = problem.clipped(to: OutboxRow.problemLimit)
        }
        return row
    }
}

extension OutboxRow {
    /// Bytes.
    static let problemLimit = 500

    fileprivate mutating func postpone(because problem: String, by backoff: Backoff, at now: Outbox.Time, random: UInt64) {
        lastProblem = problem.clipped(to: Self.problemLimit)
        guard !backoff.isExhausted(after: attempts) else {
            state = .dead
            return
        }
        state = .pending
        wait(backoff.wait(after: attempts, random: random), from: now)
    }

    /// The row as it is taken up by a monitor that starts: what was under way waits again, and a wait of another boot goes on by the wall
    /// clock, but never for longer than any wait may be.
    func restored(for severity: Severity, at now: Outbox.Time) -> OutboxRow {
        var row = self
        if row.state == .inflight {
            row.state = .pending
            row.isPossiblySent = true
            (row.nextBoottime, row.nextWall, row.bootID) = (nil, nil, "")
        }
        guard let next = row.nextBoottime else { return row }
        let rest =
            row.bootID == now.bootID
            ? Moment(nanoseconds: next).since(Moment(nanoseconds: now.boottime)) : row.nextWall?.since(now.wall)
        row.wait(Backoff(severity).bounded(rest ?? TimeSpan(nanoseconds: 0)), from: now)
        return row
    }

    private mutating func wait(_ span: TimeSpan, from now: Outbox.Time) {
        nextBoottime = Moment(nanoseconds: now.boottime).adding(span).nanoseconds
        nextWall = now.wall.adding(span)
        bootID = now.bootID
    }
}
