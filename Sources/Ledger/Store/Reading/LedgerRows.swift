/// The rows of a query, one after the other.
final class LedgerRows {
    private let statement: PreparedStatement

    init(_ statement: PreparedStatement) { self.statement = statement }

    /// The next row as `read` sees it; nil behind the last.
    func next<Row>(_ read: (PreparedStatement) throws(DatabaseFailure) -> Row) throws(LedgerFailure) -> Row? {
        try LedgerFailure.database { () throws(DatabaseFailure) in try statement.step() ? try read(statement) : nil }
    }
}
