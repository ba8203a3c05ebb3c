internal import Controls
internal import Notices

/// The row of the table `outbox_state`.
extension OutboxRow {
    static let replacing = "INSERT OR REPLACE INTO outbox_state VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"

    private static let columns = "notice, destination, state, attempts, possibly_sent, next_boottime, next_wall, boot, problem"
    static let removing = "DELETE FROM outbox_state WHERE notice = ?1 AND destination = ?2"
    static let selecting = "SELECT \(columns) FROM outbox_state WHERE notice = ?1 AND destination = ?2"

    var name: [PreparedStatement.Value] { [.integer(notice), .text(destination)] }

    var values: [PreparedStatement.Value] {
        [
            .integer(notice), .text(destination), .text(state.rawValue), .integer(Int64(attempts)), .integer(isPossiblySent ? 1 : 0),
            nextTry.map { .integer($0.boottime) } ?? .null, nextTry.map { .integer($0.wall.nanoseconds) } ?? .null,
            .text(nextTry?.bootID ?? ""),
            // What a destination answered may hold any byte.
            .blob(Array(lastProblem.utf8)),
        ]
    }

    /// Nil where the row says nothing that can be of a notice that waits: then nobody knows how far it is.
    init?(_ row: PreparedStatement) throws(DatabaseFailure) {
        self.init(notice: try row.integer(0), destination: try row.text(1))
        guard let state = State(rawValue: try row.text(2)), !state.isEnd else { return nil }
        self.state = state
        attempts = Int(max(0, try row.integer(3)))
        isPossiblySent = try row.integer(4) != 0
        if !row.isNull(5), !row.isNull(6) {
            nextTry = Outbox.Time(
                boottime: try row.integer(5), wall: Moment(nanoseconds: try row.integer(6)), bootID: try row.text(7))
        }
        lastProblem = String(decoding: try row.blob(8), as: UTF8.self)
    }
}
