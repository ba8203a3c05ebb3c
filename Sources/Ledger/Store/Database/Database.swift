/// The connection to a ledger file, under the rules that keep what was committed: write-ahead log, every commit synced, no trust in the
/// file's own schema, nothing mapped.
///
/// After a failed write or sync nobody knows what the disk has, and SQLite would go on as if nothing had been: so every later call fails
/// with ``DatabaseFailure/Kind/poisoned``, until a new process opens the file and verifies it.
package final class Database {
    package enum Access: Hashable, Sendable {
        /// The one writer. Makes the file where there is none.
        case writing
        case reading
    }

    package let path: String
    /// Why nothing is done any more.
    package private(set) var poison: DatabaseFailure?
    /// Whether the last writer did not close the file: it was killed, the host went down, or the disk failed.
    let isLeftOpen: Bool
    private let connection: Connection
    private let seat: WriterSeat?
    private var statements: [String: PreparedStatement] = [:]
    private var commitsBeforeCheckpoint = Database.checkpointInterval

    /// After so many commits what the write-ahead log has goes into the file.
    private static let checkpointInterval = 64

    package init(_ path: String, for access: Access) throws(DatabaseFailure) {
        let place = try LedgerPlace(path)
        switch access {
        case .writing:
            seat = try WriterSeat(beside: place.path)
            try place.create()
            try place.check(writer: true)
            isLeftOpen = try place.hasLog
        case .reading:
            seat = nil
            try place.check(writer: false)
            isLeftOpen = false
        }
        self.path = place.path
        connection = try Connection(place.path, readOnly: access == .reading)
        try configure(access)
        if access == .writing { try place.syncDirectory() }
    }

    private func configure(_ access: Access) throws(DatabaseFailure) {
        var pragmas = ["cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"]
        switch access {
        // The monitor runs for months: half of the usual cache does for what it writes.
        case .writing: pragmas += ["journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "wal_autocheckpoint=0", "cache_size=-1000"]
        case .reading: pragmas += ["wal_autocheckpoint=0", "query_only=ON"]
        }
        for pragma in pragmas { try run("PRAGMA \(pragma)") }
        guard access == .writing else { return }
        guard try text("PRAGMA journal_mode") == "wal" else {
            throw DatabaseFailure(.refused, "\(path): this file system cannot hold a write-ahead log (no shared memory)")
        }
    }

    // MARK: Statements

    /// Runs one statement to its end; its rows are passed over.
    package func run(_ sql: String, _ values: PreparedStatement.Value...) throws(DatabaseFailure) {
        try rows(sql, values) { _ throws(DatabaseFailure) in }
    }

    /// Calls `body` for each row. The same text must not be run again by `body`.
    package func rows(
        _ sql: String, _ values: [PreparedStatement.Value] = [], _ body: (PreparedStatement) throws(DatabaseFailure) -> Void
    ) throws(DatabaseFailure) {
        try guarded { () throws(DatabaseFailure) in
            let statement = try prepared(sql)
            guard !statement.isRunning else { throw DatabaseFailure(.other, "within itself: \(sql)") }
            try statement.start(values)
            defer { statement.reset() }
            while try statement.step() { try body(statement) }
        }
    }

    /// The first column of the first row; nil where there is no row, or nothing in it.
    package func integer(_ sql: String, _ values: PreparedStatement.Value...) throws(DatabaseFailure) -> Int64? {
        try first(sql, values) { row throws(DatabaseFailure) in try row.integer(0) }
    }

    package func text(_ sql: String, _ values: PreparedStatement.Value...) throws(DatabaseFailure) -> String? {
        try first(sql, values) { row throws(DatabaseFailure) in try row.text(0) }
    }

    package func blob(_ sql: String, _ values: PreparedStatement.Value...) throws(DatabaseFailure) -> [UInt8]? {
        try first(sql, values) { row throws(DatabaseFailure) in try row.blob(0) }
    }

    private func first<Result>(
        _ sql: String, _ values: [PreparedStatement.Value], _ read: (PreparedStatement) throws(DatabaseFailure) -> Result
    ) throws(DatabaseFailure) -> Result? {
        var found: Result?
        try rows(sql, values) { row throws(DatabaseFailure) in
            if found == nil, !row.isNull(0) { found = try read(row) }
        }
        return found
    }

    /// A statement of its own, to walk over many rows while others run.
    func cursor(_ sql: String, _ values: [PreparedStatement.Value]) throws(DatabaseFailure) -> PreparedStatement {
        try guarded { () throws(DatabaseFailure) in
            let statement = try PreparedStatement(sql, on: connection)
            try statement.start(values)
            return statement
        }
    }

    private func prepared(_ sql: String) throws(DatabaseFailure) -> PreparedStatement {
        if let known = statements[sql] { return known }
        let statement = try PreparedStatement(sql, on: connection)
        statements[sql] = statement
        return statement
    }

    /// - Throws: where a page of the file is not what SQLite wrote.
    func check() throws(DatabaseFailure) {
        let answer = try text("PRAGMA quick_check(1)") ?? ""
        guard answer == "ok" else { throw DatabaseFailure(.damaged, "\(path) is damaged: \(answer)") }
    }

    // MARK: Transactions

    /// Runs `body` as a whole or not at all. When this returns, what was written is on the disk.
    package func transaction<Result, Failure: Error>(
        wrapping wrap: (DatabaseFailure) -> Failure, _ body: () throws(Failure) -> Result
    ) throws(Failure) -> Result {
        do throws(DatabaseFailure) { try run(seat == nil ? "BEGIN" : "BEGIN IMMEDIATE") } catch { throw wrap(error) }
        let result: Result
        do throws(Failure) { result = try body() } catch {
            rollBack()
            throw error
        }
        do throws(DatabaseFailure) { try run("COMMIT") } catch {
            rollBack()
            throw wrap(error)
        }
        if seat != nil { checkpointWhenDue() }
        return result
    }

    package func transaction<Result>(_ body: () throws(DatabaseFailure) -> Result) throws(DatabaseFailure) -> Result {
        try transaction(wrapping: { $0 }, body)
    }

    /// SQLite's own checkpoints say nothing when the disk fails. What was committed is safe in the write-ahead log even then, so a failure
    /// counts from the next call on.
    private func checkpointWhenDue() {
        commitsBeforeCheckpoint -= 1
        guard commitsBeforeCheckpoint <= 0 else { return }
        commitsBeforeCheckpoint = Self.checkpointInterval
        do throws(DatabaseFailure) { try run("PRAGMA wal_checkpoint(PASSIVE)") } catch {
            // A failure of the disk is remembered as poison; a full one has room in the log perhaps, and the next commit will tell.
        }
    }

    /// Some failures end the transaction by themselves.
    private func rollBack() {
        guard connection.isInTransaction else { return }
        statements.values.forEach { $0.reset() }
        do throws(DatabaseFailure) {
            let statement = try PreparedStatement("ROLLBACK", on: connection)
            _ = try statement.step()
        } catch { poison = poison ?? error }
    }

    /// Remembers a failure of the disk. A reader, which has nothing to lose, may try again.
    private func guarded<Result>(_ body: () throws(DatabaseFailure) -> Result) throws(DatabaseFailure) -> Result {
        if let poison {
            throw DatabaseFailure(.poisoned, code: poison.code, "the ledger is closed after a failure of the disk; restart: \(poison.text)")
        }
        do throws(DatabaseFailure) { return try body() } catch {
            if error.kind == .inputOutput, seat != nil { poison = error }
            throw error
        }
    }
}
