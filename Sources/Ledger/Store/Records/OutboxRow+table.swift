internal import Controls
internal import Notices

/// The row of the table `outbox_state`.
extension OutboxRow {
    static let replacing = "INSERT OR REPLACE INTO outbox_state VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

    private static let columns = "notice, destination, state, attempts, possibly_sent, next_boottime, next_wall, boot, problem"
    static let rowsOfNotice = "SELECT \(columns) FROM outbox_state WHERE notice = ?1 ORDER BY destination"

    /// As the index `outbox_open` has them.
    static let openRows = """
        SELECT \(columns) FROM outbox_state
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
