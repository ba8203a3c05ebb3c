import Controls
import ProbeKit

/// Collects what starts backup tools, place by place.
struct JobPlaces {
    private let files: any FileTree
    /// With the service, where it is one.
    private(set) var jobs: [(job: FoundJob, unit: String?)] = []
    private(set) var gaps: [Unread] = []
    private var seen: Set<FoundJob> = []
    /// How many scripts may still be looked into.
    private var scriptsLeft = 500

    private static let scriptSize = 64 << 10
    /// Directories of crontabs, and whether their lines name a user.
    private static let tables: [(HostPath, hasUser: Bool)] = [
        ("/etc/cron.d", true), ("/var/spool/cron/crontabs", false), ("/var/spool/cron", false),
    ]
    private static let periods: [HostPath] = ["/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly"]

    init(_ files: any FileTree) { self.files = files }

    mutating func readUnits() {
        var units = UnitFiles(files)
        for service in units.enabledServices() {
            for command in units.commands(of: service) { take(command.text, path: command.path, line: command.line, unit: service) }
        }
        gaps += units.gaps
    }

    mutating func readCrontabs() {
        readCrontab("/etc/crontab", hasUser: true)
        for (directory, hasUser) in Self.tables {
            for name in names(in: directory) where !isDirectory(directory.appending(name)) {
                readCrontab(directory.appending(name), hasUser: hasUser)
            }
        }
    }

    /// Scripts that run-parts(8) would run.
    mutating func readScripts() {
        for directory in Self.periods {
            for name in names(in: directory) {
                let path = directory.appending(name)
                guard let status = status(of: path), status.kind == .regular, status.mode & 0o111 != 0, let tool = script(path) else {
                    continue
                }
                add(tool.name, path, tool.line, unit: nil)
            }
        }
    }

    /// Lines of crontab(5): five fields of time or one word such as `@daily`, a user where the file is the system's, a command.
    private mutating func readCrontab(_ path: HostPath, hasUser: Bool) {
        do throws(ReadFailure) {
            guard let file = try files.contents(of: path) else { return }
            for (number, line) in ByteLines(file.bytes) {
                var rest = line.trimmed
                guard let first = rest.first, first != UInt8(ascii: "#") else { continue }
                let fields = (first == UInt8(ascii: "@") ? 1 : 5) + (hasUser ? 1 : 0)
                for _ in 0..<fields { rest = rest.drop { $0 != 0x20 && $0 != 0x09 }.trimmed }
                take(rest, path: path, line: number, unit: nil)
            }
        } catch {
            gaps.append(Unread(error))
        }
    }

    /// A command, or what stands in a script of this host that it starts.
    private mutating func take(_ command: ArraySlice<UInt8>, path: HostPath, line: Int, unit: String?) {
        if let tool = CommandWords.tool(in: command) { return add(tool, path, line, unit: unit) }
        for program in CommandWords.programs(in: command) where isLocal(program) {
            if let tool = script(program) { return add(tool.name, path, line, unit: unit) }
        }
    }

    /// Whether somebody on this host wrote a program: packages put theirs below /usr, but not below /usr/local.
    private func isLocal(_ program: HostPath) -> Bool {
        let parts = program.components.map { String(decoding: $0, as: UTF8.self) }
        if ["bin", "sbin", "lib", "dev", "proc", "sys"].contains(parts.first) { return false }
        return parts.first != "usr" || parts.dropFirst().first == "local"
    }

    /// The first tool that a script starts.
    private mutating func script(_ path: HostPath) -> (name: String, line: Int)? {
        guard scriptsLeft > 0 else { return nil }
        scriptsLeft -= 1
        guard let bytes = beginning(of: path), bytes.starts(with: "#!".utf8) else { return nil }
        for (number, line) in ByteLines(bytes) {
            if let tool = CommandWords.tool(in: line) { return (tool, number) }
        }
        return nil
    }

    /// What is kept from us may start anything; what is no file starts nothing.
    private mutating func beginning(of path: HostPath) -> [UInt8]? {
        do throws(ReadFailure) { return try files.beginning(of: path, count: Self.scriptSize) } catch {
            switch error {
            case .denied, .hidden: gaps.append(Unread(error))
            case .notRegular, .notADirectory, .tooLarge, .badLink, .changing, .failed: break
            }
            return nil
        }
    }

    private mutating func add(_ tool: String, _ path: HostPath, _ line: Int, unit: String?) {
        let job = FoundJob(tool: tool, path: path.escaped, line: line)
        if jobs.count < 1000, seen.insert(job).inserted { jobs.append((job, unit)) }
    }

    /// Names that cron(8) and run-parts(8) take: none that begins with a dot, and no leftovers of packages and editors.
    private mutating func names(in directory: HostPath) -> [HostPath] {
        do throws(ReadFailure) {
            return try files.names(in: directory)?.filter { name in
                let text = String(decoding: name.bytes, as: UTF8.self)
                return !text.hasPrefix(".") && !text.hasSuffix("~") && !text.contains(".dpkg-") && !text.contains(".rpm")
            } ?? []
        } catch {
            gaps.append(Unread(error))
            return []
        }
    }

    private func isDirectory(_ path: HostPath) -> Bool { status(of: path)?.kind == .directory }

    private func status(of path: HostPath) -> FileStatus? { try? files.status(of: path) }
}
