package import ProbeKit

/// Databases that are known by the bytes of their files.
package struct FakeTables: TableReader {
    package var rows: [[UInt8]: [[TableValue]]]
    /// What the databases come to that are not among these.
    package var failure: TableFailure

    package init(_ rows: [String: [[TableValue]]], failure: TableFailure = .damaged("file is not a database")) {
        self.rows = Dictionary(rows.map { (Array($0.key.utf8), $0.value) }) { first, _ in first }
        self.failure = failure
    }

    package func rows(
        of database: [UInt8], _ query: String, within limits: TableLimits, take: ([TableValue]) -> Bool
    ) throws(TableFailure) {
        guard let rows = rows[database] else { throw failure }
        for row in rows { guard take(row) else { return } }
    }
}
