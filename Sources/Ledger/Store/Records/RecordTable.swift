/// The tables that keep whole records: canonical JSON under dense numbers from 1, and the leaf that has their digest.
enum RecordTable: String, CaseIterable {
    case missed, changes, outbox, deliveries

    var definition: String {
        """
        CREATE TABLE \(rawValue) (number INTEGER PRIMARY KEY, leaf INTEGER NOT NULL REFERENCES leaves, record BLOB NOT NULL) STRICT
        """
    }

    /// The record of a number and its leaf; nil where there is none.
    func row(_ number: Int64, in database: Database) throws(LedgerFailure) -> (leaf: Int64, record: [UInt8])? {
        var found: (leaf: Int64, record: [UInt8])?
        try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.rows("SELECT leaf, record FROM \(rawValue) WHERE number = ?1", [.integer(number)]) { row throws(DatabaseFailure) in
                found = (try row.integer(0), try row.blob(1))
            }
        }
        return found
    }

    /// What a record of the table is called in a leaf.
    var kind: ListedRecord.Kind {
        switch self {
        case .missed: .missed
        case .changes: .change
        case .outbox: .notice
        case .deliveries: .delivery
        }
    }
}
