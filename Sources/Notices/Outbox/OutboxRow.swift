internal import Controls

/// Where one notice stands on its way to one destination.
package struct OutboxRow: Hashable, Sendable {
    /// The number of the notice.
    package let notice: Int64
    package let destination: String
    package var state = State.pending
    /// Whether it may have arrived though nobody said so.
    package var isPossiblySent = false
    /// How often it was handed over.
    package var attempts = 0
    /// Nil where it need not wait.
    private var next: Boxed<Outbox.Time>?
    package var lastProblem = ""

    /// When it is tried next: on the boot clock, and by the wall clock for after a reboot.
    package var nextTry: Outbox.Time? {
        get { next?.value }
        set { next = newValue.map(Boxed.init) }
    }

    package enum State: String, CaseIterable, Hashable, Sendable {
        case pending, inflight, accepted, delivered, blocked, dead, superseded

        /// Whether nothing more will happen.
        package var isEnd: Bool {
            switch self {
            case .accepted, .delivered, .dead, .superseded: true
            case .pending, .inflight, .blocked: false
            }
        }
    }

    /// Whether nobody tries again before an operator has done something.
    package var isShut: Bool { state == .blocked && next == nil }

    /// The row where its destination is not configured any more.
    var abandoned: OutboxRow {
        guard !state.isEnd else { return self }
        var row = self
        row.state = .dead
        row.lastProblem = "the destination is not configured any more"
        return row
    }

    package init(notice: Int64, destination: String) {
        self.notice = notice
        self.destination = destination
    }
}
