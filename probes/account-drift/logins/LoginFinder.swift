import Controls
import ProbeKit

/// Reads every source of logins that a host has.
struct LoginFinder {
    private let host: Host
    private let credentials: Credentials
    private var tally: LoginTally

    static let lastlog2: HostPath = "/var/lib/lastlog/lastlog2.db"
    /// Where wtmpdb keeps its database, and where Debian does.
    static let wtmpdb: [HostPath] = ["/var/lib/wtmpdb/wtmp.db", "/var/log/wtmp.db"]
    static let wtmp: HostPath = "/var/log/wtmp"
    static let lastlog: HostPath = "/var/log/lastlog"

    /// Bytes of one file of wtmp that are looked at, from its end.
    private static let wtmpLimit: Int64 = 64 << 20
    /// Bytes of a piece of lastlog: the records of some 900 uids in a row.
    private static let pieceLimit: Int64 = 256 << 10

    init(_ host: Host, _ credentials: Credentials) {
        self.host = host
        self.credentials = credentials
        tally = LoginTally(of: credentials, now: host.now.seconds)
    }

    /// Sources in the order of their confidence.
    consuming func history() -> LoginHistory {
        readDatabase(.lastlog2, Self.lastlog2)
        for path in databasesOfWtmpdb() { readDatabase(.wtmpdb, path) }
        readJournal()
        for path in RotatedFiles(of: Self.wtmp, host.files).paths { readWtmp(path) }
        readLastlog()
        return tally.history()
    }

    // MARK: Databases

    private func databasesOfWtmpdb() -> [HostPath] {
        var paths: [HostPath] = []
        for place in Self.wtmpdb {
            let path = LoginDatabase.place(of: place, on: host)
            for rotated in RotatedFiles(of: path, host.files).paths where !paths.contains(rotated) { paths.append(rotated) }
        }
        return paths
    }

    private mutating func readDatabase(_ kind: LoginSource.Kind, _ path: HostPath) {
        do throws(LoginDatabase.Failure) {
            guard let database = try LoginDatabase(path, on: host) else { return }
            try database.logins(kind == .lastlog2 ? .lastlog2 : .wtmpdb) { name, time in tally.take(name[...], at: time) }
            tally.end(kind, path.escaped)
        } catch { tally.fail(error.unread) }
    }

    // MARK: Journal

    private mutating func readJournal() {
        guard let services = host.services else { return }
        do throws(ProbeFailure) {
            let history = try services.sessionHistory()
            if let beginning = history.beginning { tally.note(beginning.seconds) }
            for (user, moment) in history.newest { tally.take(Array(user.utf8)[...], at: moment.seconds) }
            tally.end(.journal, "journal")
        } catch {
            // Where there is no journal, nothing is kept from us.
            if error.reason != .notObservable { tally.fail(Unread("journal", error.reason, error.text)) }
        }
    }

    // MARK: wtmp

    private mutating func readWtmp(_ path: HostPath) {
        do throws(ReadFailure) {
            guard let status = try host.files.status(of: path) else { return }
            guard let head = try host.files.beginning(of: path, count: 32 * LoginRecords.Layout.wide.recordSize) else { return }
            // Rotated a moment ago, or nobody has logged in since.
            if head.isEmpty { return tally.end(.wtmp, path.escaped) }
            guard let records = LoginRecords(beginning: head), try readRecords(records, of: path, size: status.size) else {
                return tally.fail(Unread(path.escaped, .parseError, "holds what is no record of utmp(5)"))
            }
            tally.end(.wtmp, path.escaped)
        } catch { tally.fail(Unread(error)) }
    }

    /// False where something is no record.
    private mutating func readRecords(_ records: LoginRecords, of path: HostPath, size: Int64) throws(ReadFailure) -> Bool {
        let record = Int64(records.layout.recordSize)
        let piece = record * 1024
        var offset = max(0, size - Self.wtmpLimit + record - 1) / record * record
        while let bytes = try host.files.piece(of: path, from: offset, count: Int(piece)), bytes.count >= record {
            let isSound = records.read(bytes) { entry in
                if let user = entry.user { tally.take(user, at: entry.time) } else if !entry.isOfBoot { tally.note(entry.time) }
            }
            if !isSound { return false }
            offset += piece
            // What is added while it is read may be added for ever.
            if offset >= size { break }
        }
        return true
    }

    // MARK: lastlog

    private mutating func readLastlog() {
        do throws(ReadFailure) {
            guard let status = try host.files.status(of: Self.lastlog) else { return }
            guard status.kind == .regular else { throw .notRegular(Self.lastlog, status.kind) }
            guard let file = LastlogFile(size: status.size) else {
                return tally.fail(Unread(Self.lastlog.escaped, .parseError, "its size is that of no number of records"))
            }
            try readRecords(of: file)
            tally.end(.lastlog, Self.lastlog.escaped)
        } catch { tally.fail(Unread(error)) }
    }

    /// Reads the records of uids that lie close together at once.
    private mutating func readRecords(of file: LastlogFile) throws(ReadFailure) {
        let uids = credentials.accounts.map(\.uid)
        let positions = uids.indices.sorted { uids[$0] < uids[$1] }
        var piece: [UInt8] = []
        var start: Int64 = -1
        for (order, position) in positions.enumerated() {
            guard let place = file.place(of: uids[position]) else { break }
            if start < 0 || place - start + Int64(file.recordSize) > Int64(piece.count) {
                start = place
                let count = Self.span(from: place, positions[order...].lazy.map { uids[$0] }, in: file)
                piece = try host.files.piece(of: Self.lastlog, from: place, count: Int(count) + file.recordSize) ?? []
            }
            if let time = file.time(in: piece, at: Int(place - start)) { tally.take(account: position, at: time) }
        }
    }

    /// From one place to the last of those that follow within a piece.
    private static func span(from place: Int64, _ uids: some Sequence<UInt32>, in file: LastlogFile) -> Int64 {
        var span: Int64 = 0
        for uid in uids {
            guard let next = file.place(of: uid), next - place <= pieceLimit else { break }
            span = next - place
        }
        return span
    }
}
