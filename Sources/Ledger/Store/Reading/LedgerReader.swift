package import Controls
package import Notices
internal import ProbeKit

/// Reads a ledger while the monitor writes it, and changes nothing in it.
package final class LedgerReader {
    let database: Database
    let hasher: TreeHasher
    let tiles: LedgerTiles

    /// Reads over a connection that somebody else has opened.
    init(_ database: Database, tiles: LedgerTiles, hasher: TreeHasher) {
        self.database = database
        self.tiles = tiles
        self.hasher = hasher
    }

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

    /// Calls `body` for each leaf from a number on, with its bytes, or for so many of them.
    package func leaves(
        from first: Int64 = 0, count: Int64 = .max, _ body: (Int64, [UInt8]) throws(LedgerFailure) -> Void
    ) throws(LedgerFailure) {
        let rows = try cursor("SELECT seq, bytes FROM leaves WHERE seq >= ?1 ORDER BY seq LIMIT ?2", .integer(first), .integer(count))
        while let (seq, bytes) = try rows.next({ row throws(DatabaseFailure) in (try row.integer(0), try row.blob(1)) }) {
            try body(seq, bytes)
        }
    }

    /// One leaf; nil where there is none of this number.
    package func leaf(_ seq: Int64) throws(LedgerFailure) -> Leaf? {
        let bytes = try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.blob("SELECT bytes FROM leaves WHERE seq = ?1", .integer(seq))
        }
        return try bytes.map { bytes throws(LedgerFailure) in
            try LedgerFailure.record { () throws(RecordProblem) in try Leaf(parsing: bytes) }
        }
    }

    /// The last checkpoint that was signed, not verified.
    package func newestCheckpoint() throws(LedgerFailure) -> SignedCheckpoint? { try NewestCheckpoint.read(from: database) }

    // MARK: Entries

    /// Calls `body` for whatever was committed from a leaf on.
    /// - Returns: how many leaves there are, all of which were read.
    @discardableResult package func entries(
        from leaf: Int64 = 0, _ body: (LedgerEntry) throws(LedgerFailure) -> Void
    ) throws(LedgerFailure) -> Int64 {
        try everything(from: leaf) { _, found throws(LedgerFailure) in try body(try found.get()) }
    }

    /// The same, past what cannot be read: each entry comes with the leaf that has it, and the reason why it cannot be read in its place.
    /// - Throws: what `body` throws, and where the leaves themselves are out of reach.
    @discardableResult package func everything(
        from leaf: Int64 = 0, _ body: (Int64, Result<LedgerEntry, LedgerFailure>) throws(LedgerFailure) -> Void
    ) throws(LedgerFailure) -> Int64 {
        var walk = EntryWalk(in: database)
        var size = leaf
        try leaves(from: leaf) { seq, bytes throws(LedgerFailure) in
            if seq != size { try body(size, .failure(.unfit("leaf \(size) is missing; verify the ledger"))) }
            try walk.take(seq, bytes, body)
            // A row by hand may have any number.
            size = seq < .max ? seq + 1 : seq
        }
        try walk.finish(body)
        return size
    }

    /// One execution; nil where there is none of this number.
    package func execution(_ id: ExecutionID) throws(LedgerFailure) -> KeptExecution? {
        guard let row = try ExecutionRow.read(id.number, from: database) else { return nil }
        return try KeptExecution(row, in: SharedRecords(in: database))
    }

    /// What an execution observed; nil where nothing was, where it went by policy, or there is none of this number.
    package func evidence(of execution: ExecutionID) throws(LedgerFailure) -> KeptEvidence? {
        var found: KeptEvidence?
        try LedgerFailure.database { () throws(DatabaseFailure) in
            let sql = "SELECT bytes, digest FROM blobs WHERE id = (SELECT evidence FROM executions WHERE number = ?1) AND length(salt) > 0"
            try database.rows(sql, [.integer(execution.number)]) { row throws(DatabaseFailure) in
                found = KeptEvidence(bytes: try row.blob(0), digest: try row.blob(1).hexadecimal)
            }
        }
        return found
    }

    // MARK: What is no evidence

    /// How far a notice is on its way to a destination; nil where nobody knows. Which notices wait is for the records to say.
    package func outboxRow(of notice: Int64, to destination: String) throws(LedgerFailure) -> OutboxRow? {
        let found = try cursor(OutboxRow.selecting, .integer(notice), .text(destination))
        return try found.next(OutboxRow.init).flatMap(\.self)
    }

    /// Calls `body` for each notice, in canonical JSON, in the order of their numbers.
    package func notices(_ body: (Int64, [UInt8]) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        let rows = try cursor("SELECT number, record FROM \(RecordTable.outbox.rawValue) ORDER BY number")
        while let (number, record) = try rows.next({ row throws(DatabaseFailure) in (try row.integer(0), try row.blob(1)) }) {
            try body(number, record)
        }
    }

    /// Calls `body` for each record of a delivery, in canonical JSON, in the order of their numbers.
    package func deliveries(_ body: ([UInt8]) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        let rows = try cursor("SELECT record FROM \(RecordTable.deliveries.rawValue) ORDER BY number")
        while let record = try rows.next({ row throws(DatabaseFailure) in try row.blob(0) }) { try body(record) }
    }

    /// A notice in canonical JSON, and the leaf that lists it; nil where there is none of this number.
    package func notice(number: Int64) throws(LedgerFailure) -> (leaf: Int64, record: [UInt8])? {
        try RecordTable.outbox.row(number, in: database)
    }

    /// The copy of what the first so many leaves come to that was kept last; nil where there is none that the leaf behind them names.
    package func standing() throws(LedgerFailure) -> (size: Int64, copy: [UInt8])? {
        guard let kept = try keptCopy(), kept.isNamed else { return nil }
        return (kept.size, kept.copy)
    }

    /// The same, be it the one that the leaf behind those leaves names or not.
    package func keptCopy() throws(LedgerFailure) -> (size: Int64, copy: [UInt8], isNamed: Bool)? {
        guard try LedgerFailure.database({ () throws(DatabaseFailure) in try Schema.hasPieces(database) }) else { return nil }
        let found = try cursor(
            "SELECT size, sum(length(copy)), bytes FROM standings LEFT JOIN leaves ON seq = size GROUP BY size ORDER BY size DESC LIMIT 1")
        let row = try found.next { row throws(DatabaseFailure) in
            (size: try row.integer(0), length: try row.integer(1), leaf: row.isNull(2) ? [] : try row.blob(2))
        }
        guard let (size, length, leaf) = row else { return nil }
        var copy: [UInt8] = []
        copy.reserveCapacity(Int(clamping: length))
        let pieces = try cursor("SELECT copy FROM standings WHERE size = ?1 ORDER BY piece", .integer(size))
        while let piece = try pieces.next({ row throws(DatabaseFailure) in try row.blob(0) }) { copy += piece }
        return (size: size, copy: copy, isNamed: isNamed(copy, by: leaf, at: size))
    }

    private func isNamed(_ copy: [UInt8], by leaf: [UInt8], at size: Int64) -> Bool {
        guard let leaf = try? Leaf(parsing: leaf), let named = try? StandingLeaf(canonicalJSON: leaf.what) else { return false }
        return leaf.envelope.kind == .standing && leaf.envelope.seq == size && named.digest == hasher.digest(copy).hexadecimal
    }

    func cursor(_ sql: String, _ values: PreparedStatement.Value...) throws(LedgerFailure) -> LedgerRows {
        try LedgerFailure.database { () throws(DatabaseFailure) in LedgerRows(try database.cursor(sql, values)) }
    }
}
