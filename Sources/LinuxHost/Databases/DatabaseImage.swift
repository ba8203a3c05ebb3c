internal import CSQLite
internal import ProbeKit

/// The bytes of a database file, made such that SQLite reads them without any file beside them: <https://sqlite.org/fileformat2.html>.
struct DatabaseImage {
    private var bytes: [UInt8]

    private static let magic = Array("SQLite format 3\0".utf8)
    private static let headerLength = 100
    /// Read and write version of the format; 1 is the rollback journal, 2 the write-ahead log.
    private static let versions = 18...19

    /// Nil for what is no database. What the write-ahead log has is for the caller to know of; without it the file is all there is.
    init?(_ database: [UInt8]) {
        bytes = database
        if bytes.isEmpty { return }
        guard bytes.count >= Self.headerLength, bytes.starts(with: Self.magic) else { return nil }
        for place in Self.versions where bytes[place] == 2 { bytes[place] = 1 }
    }

    /// The rows that one SELECT finds.
    consuming func rows(_ query: String, within limits: TableLimits, take: ([TableValue]) -> Bool) throws(TableFailure) {
        // Without bytes there is no table.
        if bytes.isEmpty { return }
        var failure: TableFailure?
        unsafe bytes.withUnsafeBufferPointer { buffer in
            do throws(TableFailure) {
                let session = try unsafe DatabaseSession(on: buffer, within: limits)
                try session.rows(query, take: take)
            } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

/// A connection of SQLite to bytes in memory, which it neither writes nor trusts.
@safe private final class DatabaseSession {
    private let handle: OpaquePointer
    private let budget: UnsafeMutablePointer<Int>
    private let limits: TableLimits

    /// Operations between two looks at the budget.
    private static let stride: Int32 = 1000

    /// - Parameter buffer: stays where it is for as long as this lives.
    init(on buffer: UnsafeBufferPointer<UInt8>, within limits: TableLimits) throws(TableFailure) {
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        guard unsafe sqlite3_open_v2(":memory:", &opened, flags, nil) == SQLITE_OK, let opened = unsafe opened else {
            unsafe sqlite3_close_v2(opened)
            throw .tooMuch
        }
        unsafe handle = opened
        unsafe budget = .allocate(capacity: 1)
        unsafe budget.initialize(to: limits.operations)
        self.limits = limits
        try configure()
        let size = Int64(buffer.count)
        // Read-only, so that nothing is ever written there.
        let start = unsafe UnsafeMutablePointer(mutating: buffer.baseAddress)
        try check(unsafe sqlite3_deserialize(handle, "main", start, size, size, UInt32(SQLITE_DESERIALIZE_READONLY)))
    }

    deinit {
        unsafe sqlite3_close_v2(handle)
        unsafe budget.deallocate()
    }

    /// <https://sqlite.org/security.html>, "Untrusted SQLite Database Files".
    private func configure() throws(TableFailure) {
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1))
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0))
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0))
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0))
        for (limit, value) in [
            (SQLITE_LIMIT_LENGTH, 1 << 20), (SQLITE_LIMIT_SQL_LENGTH, 1 << 16), (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_COLUMN, 100),
            (SQLITE_LIMIT_EXPR_DEPTH, 10), (SQLITE_LIMIT_VDBE_OP, 25_000), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            _ = unsafe sqlite3_limit(handle, limit, Int32(value))
        }
        for pragma in ["cell_size_check=ON", "mmap_size=0", "temp_store=MEMORY"] {
            try check(unsafe sqlite3_exec(handle, "PRAGMA \(pragma)", nil, nil, nil))
        }
        unsafe sqlite3_progress_handler(
            handle, Self.stride,
            { budget in
                guard let left = unsafe budget?.assumingMemoryBound(to: Int.self) else { return 1 }
                unsafe left.pointee -= Int(DatabaseSession.stride)
                return unsafe left.pointee < 0 ? 1 : 0
            }, budget)
    }

    func rows(_ query: String, take: ([TableValue]) -> Bool) throws(TableFailure) {
        var prepared: OpaquePointer?
        try check(unsafe sqlite3_prepare_v3(handle, query, -1, 0, &prepared, nil))
        guard let statement = unsafe prepared else { throw .damaged("no query") }
        defer { unsafe sqlite3_finalize(statement) }
        var count = 0
        while true {
            switch unsafe sqlite3_step(statement) {
            case SQLITE_DONE: return
            case SQLITE_ROW:
                count += 1
                guard count <= limits.rows else { throw .tooMuch }
                guard take(try unsafe values(of: statement)) else { return }
            case let code: try check(code)
            }
        }
    }

    private func values(of statement: OpaquePointer) throws(TableFailure) -> [TableValue] {
        var values: [TableValue] = []
        for column in 0..<(unsafe sqlite3_column_count(statement)) {
            switch unsafe sqlite3_column_type(statement, column) {
            case SQLITE_NULL: values.append(.null)
            case SQLITE_INTEGER: values.append(.integer(unsafe sqlite3_column_int64(statement, column)))
            case SQLITE_TEXT:
                let start = unsafe sqlite3_column_text(statement, column)
                let count = Int(unsafe sqlite3_column_bytes(statement, column))
                guard count <= limits.text else { throw .tooMuch }
                unsafe values.append(.text(Array(UnsafeBufferPointer(start: start, count: start == nil ? 0 : count))))
            default: values.append(.other)
            }
        }
        return values
    }

    private func check(_ code: Int32) throws(TableFailure) {
        switch code & 0xFF {
        case SQLITE_OK: return
        case SQLITE_INTERRUPT, SQLITE_NOMEM, SQLITE_TOOBIG, SQLITE_FULL: throw .tooMuch
        default: throw .damaged(unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? "unknown")
        }
    }
}
