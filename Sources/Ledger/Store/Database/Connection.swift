internal import CSQLite

/// An open SQLite file. With ``PreparedStatement`` the only code that calls SQLite for the ledger.
@safe final class Connection {
    fileprivate let handle: OpaquePointer

    /// How long a call waits for somebody else's lock, in milliseconds.
    private static let patience: Int32 = 2000

    init(_ path: String, readOnly: Bool) throws(DatabaseFailure) {
        let access = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE
        // One owner at a time: nothing here is Sendable.
        let flags = access | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let opened = unsafe opened else { throw DatabaseFailure(.other, code: code, "no memory for the ledger") }
        guard code == SQLITE_OK else {
            let failure = unsafe DatabaseFailure(code, at: "open", handle: opened)
            unsafe sqlite3_close_v2(opened)
            throw failure
        }
        unsafe handle = opened
        try configure(readOnly: readOnly)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Whether a transaction is open.
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    private func configure(readOnly: Bool) throws(DatabaseFailure) {
        unsafe sqlite3_busy_timeout(handle, Self.patience)
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_DEFENSIVE, 1), at: "defensive")
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), at: "trusted_schema")
        try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1), at: "foreign_keys")
        if readOnly { try check(unsafe soc2d_sqlite_switch(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1), at: "no checkpoint") }
    }

    fileprivate func check(_ code: Int32, at call: String) throws(DatabaseFailure) {
        guard code == SQLITE_OK else { throw unsafe DatabaseFailure(code, at: call, handle: handle) }
    }
}

/// A prepared statement, to be run again and again. Its parameters are numbered from 1, its columns from 0.
@safe package final class PreparedStatement {
    private let connection: Connection
    private let handle: OpaquePointer
    private let sql: String

    init(_ sql: String, on connection: Connection) throws(DatabaseFailure) {
        var prepared: OpaquePointer?
        try connection.check(
            unsafe sqlite3_prepare_v3(connection.handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil), at: sql)
        guard let prepared = unsafe prepared else { throw DatabaseFailure(.other, "no statement: \(sql)") }
        self.connection = connection
        self.sql = sql
        unsafe handle = prepared
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Whether it stands on a row.
    var isRunning: Bool { unsafe sqlite3_stmt_busy(handle) != 0 }

    /// Starts over, with these parameters.
    package func start(_ values: [Value]) throws(DatabaseFailure) {
        reset()
        for (index, value) in values.enumerated() { try connection.check(bind(value, to: Int32(index + 1)), at: sql) }
    }

    /// Goes to the next row; false where there is none.
    package func step() throws(DatabaseFailure) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code:
            let failure = unsafe DatabaseFailure(code, at: sql, handle: connection.handle)
            reset()
            throw failure
        }
    }

    func reset() { unsafe sqlite3_reset(handle) }

    package func integer(_ column: Int32) throws(DatabaseFailure) -> Int64 {
        try expect(SQLITE_INTEGER, in: column)
        return unsafe sqlite3_column_int64(handle, column)
    }

    package func text(_ column: Int32) throws(DatabaseFailure) -> String {
        try expect(SQLITE_TEXT, in: column)
        guard let start = unsafe sqlite3_column_text(handle, column) else { return "" }
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        return unsafe String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
    }

    package func blob(_ column: Int32) throws(DatabaseFailure) -> [UInt8] {
        try expect(SQLITE_BLOB, in: column)
        let start = unsafe sqlite3_column_blob(handle, column)
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    package func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

    /// A file that was changed from outside may hold anything.
    private func expect(_ type: Int32, in column: Int32) throws(DatabaseFailure) {
        guard unsafe sqlite3_column_type(handle, column) == type else {
            throw DatabaseFailure(.damaged, "column \(column) is of another type: \(sql)")
        }
    }

    private func bind(_ value: Value, to place: Int32) -> Int32 {
        switch value {
        case .null: unsafe sqlite3_bind_null(handle, place)
        case .integer(let number): unsafe sqlite3_bind_int64(handle, place, number)
        case .text(let text): unsafe soc2d_sqlite_bind_text(handle, place, text)
        case .blob(let bytes): unsafe soc2d_sqlite_bind_blob(handle, place, bytes, UInt64(bytes.count))
        }
    }

    package enum Value: Hashable, Sendable {
        case null
        case integer(Int64)
        /// Without NUL.
        case text(String)
        case blob([UInt8])
    }
}

extension DatabaseFailure {
    fileprivate init(_ code: Int32, at call: String, handle: OpaquePointer) {
        let text = unsafe sqlite3_errmsg(handle).map { unsafe String(cString: $0) } ?? "unknown"
        self.init(Kind(code), code: code, "the ledger: \(text): \(call)")
    }
}

extension DatabaseFailure.Kind {
    fileprivate init(_ code: Int32) {
        self =
            switch code & 0xFF {
            case SQLITE_BUSY, SQLITE_LOCKED: .busy
            case SQLITE_FULL: .full
            case SQLITE_READONLY: .readOnly
            case SQLITE_IOERR: .inputOutput
            case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH: .refused
            default: .other
            }
    }
}
