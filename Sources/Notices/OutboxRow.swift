package import Controls

/// Where one notice stands on its way to one destination.
package struct OutboxRow: Hashable, Sendable {
    /// The number of the notice.
    package let notice: Int64
    package let destination: String
    package var state = State.pending
    /// How often it was handed over.
    package var attempts = 0
    /// Whether it may have arrived though nobody said so.
    package var isPossiblySent = false
    /// When it is tried next, on the boot clock of ``bootID`` in nanoseconds, and by the wall clock for after a reboot; nil for now.
    package var nextBoottime: Int64?
    package var nextWall: Moment?
    package var bootID = ""
    package var lastProblem = ""

    package enum State: String, CaseIterable, Hashable, Sendable {
        case pending, inflight, accepted, delivered, blocked, dead, superseded

        /// Whether nothing more will happen.
        package var isEnd: Bool {
            switch self {
            case .delivered, .dead, .superseded: true
            case .pending, .inflight, .accepted, .blocked: false
            }
        }
    }

    package init(notice: Int64, destination: String) {
        self.notice = notice
        self.destination = destination
    }
}

/// The row of the table `outbox_state`.
extension OutboxRow {
    static let replacing = "INSERT OR REPLACE INTO outbox_state VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

    /// As the index `outbox_open` has them.
    static let openRows = """
        SELECT notice, destination, state, attempts, possibly_sent, next_boottime, next_wall, boot, problem FROM outbox_state
        WHERE state NOT IN ('delivered', 'dead', 'superseded') ORDER BY notice, destination
        """

    var values: [PreparedStatement.Value] {
        [
            .integer(notice), .text(destination), .text(state.rawValue), .integer(Int64(attempts)), .integer(isPossiblySent ? 1 : 0),
            nextBoottime.map { .integer($0) } ?? .null, nextWall.map { .integer($0.nanoseconds) } ?? .null, .text(bootID),
            // What a destination answered may hold any byte.
            .blob(Array(lastProblem.utf8)),
        ]
    }

    init(_ row: PreparedStatement) throws(DatabaseFailure) {
        self.init(notice: try row.integer(0), destination: try row.text(1))
        guard let state = State(rawValue: try row.text(2)) else {
            throw DatabaseFailure(.damaged, "notice \(notice) is in a state that is none")
        }
        self.state = state
        attempts = Int(try row.integer(3))
        isPossiblySent = try row.integer(4) != 0
        nextBoottime = row.isNull(5) ? nil : try row.integer(5)
        nextWall = row.isNull(6) ? nil : Moment(nanoseconds: try row.integer(6))
        bootID = try row.text(7)
        lastProblem = String(decoding: try row.blob(8), as: UTF8.self)
    }
}
