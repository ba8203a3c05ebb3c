package import ProbeKit

/// Reads databases with the system's SQLite, from memory.
package struct DatabaseTables: TableReader {
    package init() {}

    package func rows(
        of database: [UInt8], _ query: String, within limits: TableLimits, take: ([TableValue]) -> Bool
    ) throws(TableFailure) {
        guard let image = DatabaseImage(database) else { throw .damaged("not a database of SQLite") }
        try image.rows(query, within: limits, take: take)
    }
}
