/// The checkpoint of the largest size in a ledger.
enum NewestCheckpoint {
    /// - Throws: where the note is none; nil where nothing was signed yet.
    static func read(from database: Database) throws(LedgerFailure) -> SignedCheckpoint? {
        let bytes = try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.blob("SELECT note FROM checkpoints ORDER BY size DESC LIMIT 1")
        }
        guard let bytes else { return nil }
        do throws(NoteProblem) { return try SignedCheckpoint(parsing: bytes) } catch { throw .unfit("the newest checkpoint: \(error)") }
    }
}
