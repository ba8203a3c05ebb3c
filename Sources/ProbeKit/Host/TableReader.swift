/// Reads the databases that other programs keep, from bytes: no file is opened, no lock is taken, and nothing is written.
package protocol TableReader: Sendable {
    /// Asks a database of SQLite for rows.
    ///
    /// - Parameters:
    ///   - database: the bytes of its file; none are a database without tables.
    ///   - query: one SELECT. Nothing else is run.
    ///   - take: gets the values of each row; false for enough.
    func rows(
        of database: [UInt8], _ query: String, within limits: TableLimits, take: ([TableValue]) -> Bool
    ) throws(TableFailure)
}

/// A value of a row. Any column of SQLite may hold any of them, whatever its table declares.
package enum TableValue: Hashable, Sendable {
    case null
    case integer(Int64)
    /// As it stands there: nobody makes sure that it is UTF-8.
    case text([UInt8])
    /// A number with a fraction, or a blob.
    case other
}

/// How much work is done on a database before it counts as hostile.
package struct TableLimits: Hashable, Sendable {
    /// Rows of the answer.
    package let rows: Int
    /// Bytes of one text.
    package let text: Int
    /// Operations of SQLite's virtual machine.
    package let operations: Int

    package init(rows: Int, text: Int, operations: Int) {
        self.rows = rows
        self.text = text
        self.operations = operations
    }
}

/// Why a database could not be asked.
package enum TableFailure: Error, Hashable, Sendable {
    /// It is none, or not what SQLite wrote, or has other tables; with SQLite's words.
    case damaged(String)
    /// It asks for more than the limits allow.
    case tooMuch
}
