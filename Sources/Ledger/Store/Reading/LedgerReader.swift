package import Controls
internal import ProbeKit

/// Reads a ledger while the monitor writes it, and changes nothing in it.
package final class LedgerReader {
    let database: Database
    let hasher: TreeHasher
    let tiles: LedgerTiles

    package init(_ path: String, hasher: TreeHasher) throws(LedgerFailure) {
        self.hasher = hasher
        database = try LedgerFailure.database { () throws(DatabaseFailure) in
            let database = try Database(path, for: .reading)
            try Schema.checkReadable(database)
            return database
        }
        tiles = LedgerTiles(in: database)
    }

    /// Everything that `body` reads is of one moment. The monitor writes on meanwhile, but its file grows until this ends.
    package func snapshot<Result>(_ body: () throws(LedgerFailure) -> Result) throws(LedgerFailure) -> Result {
        try database.transaction(wrapping: { .database($0) }, body)
    }

    /// How many leaves there are.
    package func size() throws(LedgerFailure) -> Int {
        try LedgerFailure.database { () throws(DatabaseFailure) in Int(try database.integer("SELECT max(seq) + 1 FROM leaves") ?? 0) }
    }

    /// Calls `body` for each leaf from a number on, with its bytes.
    package func leaves(from first: Int64 = 0, _ body: (Int64, [UInt8]) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        let rows = try cursor("SELECT seq, bytes FROM leaves WHERE seq >= ?1 ORDER BY seq", .integer(first))
        while let (seq, bytes) = try rows.next({ row throws(DatabaseFailure) in (try row.integer(0), try row.blob(1)) }) {
            try body(seq, bytes)
        }
    }

    /// The last checkpoint that was signed, not verified.
    package func newestCheckpoint() throws(LedgerFailure) -> SignedCheckpoint? { try NewestCheckpoint.read(from: database) }

    /// Calls `body` for each execution, in the order of their numbers.
    package func executions(_ body: (KeptExecution) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        let shared = SharedRecords(in: database)
        let rows = try cursor(ExecutionRow.query)
        while let row = try rows.next(ExecutionRow.init) {
            let execution = KeptExecution(
                id: ExecutionID(number: row.number), leaf: row.leaf, times: row.times, procedure: try shared.procedure(row.procedure),
                checks: try shared.results(row.results).checks, evidence: row.evidence)
            try body(execution)
        }
    }

    /// What was observed; nil where nothing was.
    package func evidence(of execution: KeptExecution) throws(LedgerFailure) -> [UInt8]? {
        guard let id = execution.evidence else { return nil }
        return try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.blob("SELECT bytes FROM blobs WHERE id = ?1", .integer(id))
        }
    }

    /// The `missed` records, or the notices, in canonical JSON, in the order in which they were written.
    package func missed() throws(LedgerFailure) -> [[UInt8]] { try records(in: .missed) }
    package func notices() throws(LedgerFailure) -> [[UInt8]] { try records(in: .outbox) }

    /// The register of deficiencies, made of every change that was ever kept.
    package func register() throws(LedgerFailure) -> DeficiencyRegister {
        var replay = DeficiencyReplay(try records(in: .changes))
        try executions { execution throws(LedgerFailure) in try replay.take(execution) }
        return try replay.finish()
    }

    private func records(in table: RecordTable) throws(LedgerFailure) -> [[UInt8]] {
        var records: [[UInt8]] = []
        let rows = try cursor("SELECT record FROM \(table.rawValue) ORDER BY number")
        while let record = try rows.next({ row throws(DatabaseFailure) in try row.blob(0) }) { records.append(record) }
        return records
    }

    func cursor(_ sql: String, _ values: PreparedStatement.Value...) throws(LedgerFailure) -> LedgerRows {
        try LedgerFailure.database { () throws(DatabaseFailure) in LedgerRows(try database.cursor(sql, values)) }
    }
}
