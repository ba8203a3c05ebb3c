/// Where the ledger goes on: its tree, and the last number of each kind of record. A value, so that a transaction that fails is forgotten
/// by keeping the one from before.
struct LedgerEdge {
    var tree: GrowingTree
    private(set) var lastExecution: Int64
    private var last: [RecordTable: Int64] = [:]

    init(of database: Database, tiles: LedgerTiles) throws(LedgerFailure) {
        let size = try LedgerFailure.database { () throws(DatabaseFailure) in try database.integer("SELECT max(seq) + 1 FROM leaves") ?? 0 }
        tree = try tiles.explaining { () throws(TreeFailure) in try GrowingTree(size: Int(size), tiles: tiles) }
        lastExecution = try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.integer("SELECT max(number) FROM executions") ?? 0
        }
        for table in RecordTable.allCases {
            last[table] = try LedgerFailure.database { () throws(DatabaseFailure) in
                try database.integer("SELECT max(number) FROM \(table.rawValue)") ?? 0
            }
        }
    }

    var lastNotice: Int64 { last[.outbox] ?? 0 }

    mutating func nextExecution() -> Int64 {
        lastExecution += 1
        return lastExecution
    }

    mutating func next(in table: RecordTable) -> Int64 {
        let number = (last[table] ?? 0) + 1
        last[table] = number
        return number
    }
}
