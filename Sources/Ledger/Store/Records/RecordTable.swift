/// The tables that keep whole records: canonical JSON under dense numbers from 1, and the leaf that has their digest.
enum RecordTable: String, CaseIterable {
    case missed, changes, outbox

    var definition: String {
        """
        CREATE TABLE \(rawValue) (number INTEGER PRIMARY KEY, leaf INTEGER NOT NULL REFERENCES leaves, record BLOB NOT NULL) STRICT
        """
    }

    /// What a record of the table is called in a leaf.
    var kind: ListedRecord.Kind {
        switch self {
        case .missed: .missed
        case .changes: .change
        case .outbox: .notice
        }
    }
}
