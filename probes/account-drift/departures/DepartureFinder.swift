import Controls
import ProbeKit

/// Looks for what works on in the names of accounts whose people left.
struct DepartureFinder {
    private let files: any FileTree
    /// The accounts that rosters name, with what passwd(5) says of each; nil for one that is gone.
    private let accounts: [String: AccountFact?]
    private(set) var found = DeparturesSeen()

    init(_ paths: [HostPath], on host: Host, _ inventory: AccountInventory) {
        files = host.files
        found.now = host.now.seconds
        found.rosters = paths.map { DepartureRoster(at: $0, on: host) }
        var named: [String: AccountFact?] = [:]
        for name in found.rosters.flatMap({ $0.departures.flatMap(\.accounts) }) { named[name] = .some(nil) }
        for account in inventory.accounts where named[account.name] == .some(nil) { named[account.name] = account }
        accounts = named
        for name in named.keys.sorted() { findFiles(of: name) }
        if !named.isEmpty { findShared() }
        if !host.isFileTreeOnly { findProcesses() }
    }

    /// Does something with a file, and keeps why it could not be done.
    private mutating func trying(_ body: (inout Self) throws(ReadFailure) -> Void) {
        do throws(ReadFailure) { try body(&self) } catch {
            // A file that ends where a directory would have to be holds nothing.
            if case .notADirectory = error { return }
            found.unread.append(Unread(error))
        }
    }

    // MARK: Files of one account

    private mutating func findFiles(of name: String) {
        let file = HostPath(Subject.unescaping(name))
        for directory: HostPath in ["/var/spool/cron/crontabs", "/var/spool/cron"] {
            let path = directory.appending(file)
            trying { (finder) throws(ReadFailure) in
                guard let status = try finder.files.status(of: path), status.kind != .directory,
                    let line = try finder.files.contents(of: path).flatMap({ CronJobs.first(in: $0.bytes) })
                else { return }
                finder.found.traces.append(DepartureTrace(.crontab, name, path, line: line))
            }
        }
        let linger = HostPath("/var/lib/systemd/linger").appending(file)
        trying { (finder) throws(ReadFailure) in
            if try finder.files.status(of: linger) != nil { finder.found.traces.append(DepartureTrace(.linger, name, linger)) }
        }
        let home = (accounts[name] ?? nil).map { HostPath(Subject.unescaping($0.home)) } ?? HostPath("/home").appending(file)
        let units = home.appending(".config/systemd/user")
        trying { (finder) throws(ReadFailure) in
            let timer = try finder.files.names(in: units)?.first { $0.bytes.hasEnd(".timer") }
            if let timer { finder.found.traces.append(DepartureTrace(.timer, name, units.appending(timer))) }
        }
    }

    // MARK: Files of all accounts

    private mutating func findShared() {
        findCronLines(in: "/etc/crontab")
        trying { (finder) throws(ReadFailure) in
            for name in try finder.files.names(in: "/etc/cron.d") ?? [] where !name.bytes.starts(with: ".".utf8) && !name.bytes.hasEnd("~")
            {
                finder.findCronLines(in: HostPath("/etc/cron.d").appending(name))
            }
        }
        let uids = Dictionary(accounts.compactMap { name, account in account.map { ($0.uid, name) } }) { first, _ in first }
        for directory: HostPath in ["/var/spool/cron/atjobs", "/var/spool/at"] {
            trying { (finder) throws(ReadFailure) in
                for name in try finder.files.names(in: directory) ?? [] {
                    let path = directory.appending(name)
                    guard let status = try finder.files.status(of: path), status.kind == .regular, let account = uids[status.owner] else {
                        continue
                    }
                    finder.found.traces.append(DepartureTrace(.atJob, account, path))
                }
            }
        }
        findSessions()
    }

    private mutating func findCronLines(in path: HostPath) {
        trying { (finder) throws(ReadFailure) in
            guard let file = try finder.files.contents(of: path) else { return }
            for (line, user) in CronJobs.users(in: file.bytes) where finder.accounts[user] != nil {
                finder.found.traces.append(DepartureTrace(.cronLine, user, path, line: line))
            }
        }
    }

    /// The sessions of systemd-logind(8), which keeps a file for each with `USER=` and `STATE=` in it.
    private mutating func findSessions() {
        let directory: HostPath = "/run/systemd/sessions"
        trying { (finder) throws(ReadFailure) in
            for name in try finder.files.names(in: directory) ?? [] {
                let path = directory.appending(name)
                guard let status = try finder.files.status(of: path), status.kind == .regular,
                    let file = try finder.files.contents(of: path)
                else { continue }
                let session = Self.assignments(in: file.bytes)
                guard let user = session["USER"], finder.accounts[user] != nil, session["STATE"] != "closing" else { continue }
                finder.found.traces.append(DepartureTrace(.session, user, path))
            }
        }
    }

    /// `NAME=VALUE` lines, values escaped.
    private static func assignments(in bytes: [UInt8]) -> [String: String] {
        let lines = ByteLines(bytes).compactMap { _, line -> (String, String)? in
            guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (line[..<equals].escaped, line[(equals + 1)...].escaped)
        }
        return Dictionary(lines) { _, last in last }
    }

    // MARK: Processes

    /// The users of all processes: the real, effective, saved and file system ones of proc_pid_status(5).
    private mutating func findProcesses() {
        var users: [UInt32: RunningUser] = [:]
        trying { (finder) throws(ReadFailure) in
            let pids = try (finder.files.names(in: "/proc") ?? []).compactMap { HostPath($0.bytes).bytes[...].decimal }
            guard pids.contains(1) else {
                let text = "not every process is shown, as hidepid= of proc(5) does; run as root"
                finder.found.unread.append(Unread("/proc", .permissionDenied, text))
                return
            }
            for pid in pids {
                for uid in try finder.users(of: pid) {
                    users[uid, default: RunningUser(first: pid, of: uid)].count += 1
                }
            }
        }
        found.processes = users.values.sorted { $0.uid < $1.uid }
    }

    /// None for a process that has ended meanwhile.
    private func users(of pid: Int) throws(ReadFailure) -> Set<UInt32> {
        let directory = HostPath("/proc/\(pid)")
        do throws(ReadFailure) {
            guard let bytes = try files.beginning(of: directory.appending("status"), count: 4096) else { return [] }
            for (_, line) in ByteLines(bytes) where line.starts(with: "Uid:".utf8) {
                return Set(
                    line.dropFirst(4).split(separator: UInt8(ascii: "\t")).compactMap { $0.trimmed.decimal.flatMap(UInt32.init(exactly:)) })
            }
            return []
        } catch {
            if try files.status(of: directory) == nil { return [] }
            throw error
        }
    }
}

extension RunningUser {
    fileprivate init(first pid: Int, of uid: UInt32) {
        self.pid = pid
        self.uid = uid
    }
}

extension [UInt8] {
    fileprivate func hasEnd(_ text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}
