import Controls
import ProbeKit

/// A database of logins, read as a whole while nobody writes it.
struct LoginDatabase {
    enum Table: Hashable, Sendable {
        /// lastlog2(8): one row for each account, in seconds.
        case lastlog2
        /// wtmpdb(8): one row for each login, in microseconds; type 3 is USER_PROCESS.
        case wtmpdb

        var query: String {
            switch self {
            case .lastlog2: "SELECT Name, Time FROM Lastlog2"
            case .wtmpdb: "SELECT User, Login FROM wtmp WHERE Type = 3"
            }
        }

        fileprivate var unitsInSecond: Int64 {
            switch self {
            case .lastlog2: 1
            case .wtmpdb: 1_000_000
            }
        }
    }

    /// Why it tells nothing.
    struct Failure: Error, Hashable {
        let unread: Unread
    }

    private let path: HostPath
    private let bytes: [UInt8]
    private let tables: any TableReader

    private static let fileLimits = ReadLimits(bytes: 32 << 20, lines: .max)
    private static let tableLimits = TableLimits(rows: 1 << 20, text: 256, operations: 20_000_000)
    private static let attempts = 3

    /// Nil where there is no such file.
    init?(_ path: HostPath, on host: Host) throws(Failure) {
        guard let bytes = try Self.bytes(of: path, on: host) else { return nil }
        guard let tables = host.tables else {
            throw Failure(unread: Unread(path.escaped, .notObservable, "nothing here reads databases"))
        }
        self.path = path
        self.bytes = bytes
        self.tables = tables
    }

    /// A writer is done in a moment, so that a database with something in its journal is read again.
    private static func bytes(of path: HostPath, on host: Host) throws(Failure) -> [UInt8]? {
        let logs = ["-journal", "-wal"].map { HostPath(path.bytes + Array($0.utf8)) }
        var busy = path
        for _ in 1...attempts {
            let files: [HostPath: File]
            do throws(ReadFailure) { files = try host.files.contents(ofAll: [path] + logs, within: fileLimits) } catch {
                throw Failure(unread: Unread(path.escaped, error.reason, error.text))
            }
            guard let database = files[path] else { return nil }
            guard let log = logs.first(where: { files[$0]?.bytes.isEmpty == false }) else { return database.bytes }
            busy = log
        }
        throw Failure(
            unread: Unread(path.escaped, .locked, "being written, or left behind by a writer that died: \(busy.escaped) is not empty"))
    }

    /// Calls `take` with the name and the time of each row; the time in seconds since 1970.
    func logins(_ table: Table, take: ([UInt8], Int64) -> Void) throws(Failure) {
        var isSound = true
        do throws(TableFailure) {
            try tables.rows(of: bytes, table.query, within: Self.tableLimits) { row in
                guard row.count == 2, case .text(let name) = row[0], case .integer(let time) = row[1] else {
                    isSound = false
                    return false
                }
                take(name, time / table.unitsInSecond)
                return true
            }
        } catch { throw Failure(unread: unread(error)) }
        if !isSound { throw Failure(unread: Unread(path.escaped, .parseError, "a row without name and time")) }
    }

    private func unread(_ failure: TableFailure) -> Unread {
        switch failure {
        case .damaged(let text): Unread(path.escaped, .parseError, Subject.escaping(Array(text.utf8)))
        case .tooMuch: Unread(path.escaped, .limitExceeded, "asks for more work than a database of logins needs")
        }
    }

    /// Where a file lies to which a link leads: what SQLite keeps beside a database stands there. The path itself where it is no link.
    static func place(of path: HostPath, on host: Host) -> HostPath {
        guard let target = (try? host.files.linkTarget(of: path)).flatMap({ $0 }) else { return path }
        var parts: [ArraySlice<UInt8>] = []
        for part in path.parent.appending(target).components {
            if part.elementsEqual("..".utf8) { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.reduce("/") { $0.appending($1) }
    }
}
