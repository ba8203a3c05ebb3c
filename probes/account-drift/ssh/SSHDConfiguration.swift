import Controls
import ProbeKit

/// The lines of sshd_config(5) that say where keys come from, in the order in which sshd reads them.
struct SSHDConfiguration {
    struct Directive {
        let arguments: [[UInt8]]
        /// Every one has to be satisfied; empty for the global part.
        let conditions: [SSHMatch]
        let path: String
        /// Nil for an option of the running daemon.
        let line: Int?

        var source: Source { Source(path, line: line) }

        func certainty(_ connection: SSHConnection) -> SSHMatch.Certainty { conditions.map { $0.certainty(connection) }.min() ?? .yes }

        /// Whether its first argument is a word, whatever its case.
        func says(_ word: String) -> Bool { arguments.first?.lowercased.elementsEqual(word.utf8) ?? false }
    }

    private(set) var directives: [String: [Directive]] = [:]
    private(set) var unread: [Unread] = []
    private let daemon: SSHDaemon
    private var hasFile = false
    /// When the newest of the files was changed.
    private var newestChange: Moment?
    private let files: any FileTree
    private var count = 0

    private static let keywords: Set<String> = [
        "authorizedkeysfile", "authorizedkeyscommand", "trustedusercakeys", "authorizedprincipalsfile", "authorizedprincipalscommand",
        "pubkeyauthentication", "strictmodes", "permitrootlogin", "usepam", "allowusers", "denyusers", "allowgroups", "denygroups",
    ]
    private static let depthLimit = 16
    private static let countLimit = 1024

    /// Reads what the running daemon was started with, then its file: `/etc/ssh/sshd_config`, the vendor's copy below `/usr/etc`,
    /// or the one that it was given. Without any, every setting has its default.
    init(_ files: any FileTree, daemon: SSHDaemon = SSHDaemon()) {
        self.files = files
        self.daemon = daemon
        for option in daemon.options {
            guard let (keyword, arguments) = Self.words(of: option[...]), Self.keywords.contains(keyword), !arguments.isEmpty else {
                continue
            }
            directives[keyword, default: []].append(Directive(arguments: arguments, conditions: [], path: "sshd -o", line: nil))
        }
        let usual: [HostPath] = ["/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config"]
        for path in daemon.file.map({ $0.isAbsolute ? [$0] : usual }) ?? usual {
            hasFile = read(path, within: [], depth: 0)
            if hasFile { return }
        }
    }

    /// What may be in force for a connection: the values of every block that may be satisfied, up to the first that certainly is;
    /// else also the first value of the global part.
    func values(of keyword: String, _ connection: SSHConnection) -> [Directive] {
        var reachable: [Directive] = []
        let all = directives[keyword] ?? []
        for directive in all where !directive.conditions.isEmpty {
            switch directive.certainty(connection) {
            case .no: continue
            case .maybe: reachable.append(directive)
            case .yes: return reachable + [directive]
            }
        }
        return reachable + all.filter(\.conditions.isEmpty).prefix(1)
    }

    /// Whether all of it was read, and the daemon has it in force: it was started after the last change, in a way that we know.
    var isCertain: Bool { unread.isEmpty && daemon.isIdentified && !isChangedSinceStart }

    /// The same, with a file, without which sshd does not start.
    var isKnown: Bool { hasFile && isCertain }

    private var isChangedSinceStart: Bool {
        guard let start = daemon.start, let newestChange else { return false }
        return newestChange > start
    }

    /// The line that gives a keyword the value that is asked for, where it certainly has that value.
    func refusing(_ keyword: String, word: String, _ connection: SSHConnection) -> Source? {
        let values = values(of: keyword, connection)
        // Where only blocks that may be satisfied name it, the default may be in force too.
        guard let last = values.last, last.certainty(connection) == .yes else { return nil }
        return values.allSatisfy { $0.says(word) } ? last.source : nil
    }

    /// The line that gives a keyword a value for everybody, where no other value stands anywhere.
    func refusingEverybody(_ keyword: String, word: String) -> Source? {
        let all = directives[keyword] ?? []
        guard let global = all.first(where: \.conditions.isEmpty), global.says(word) else { return nil }
        return all.allSatisfy { $0.conditions.isEmpty || $0.says(word) } ? global.source : nil
    }

    /// The patterns of `AllowUsers` and its kin, which accumulate; those of blocks that are satisfied replace the global ones. Nil
    /// where there is no list, or where it is not certain which one is in force.
    func list(_ keyword: String, _ connection: SSHConnection) -> (patterns: [[UInt8]], source: Source)? {
        let all = (directives[keyword] ?? []).map { ($0, $0.certainty(connection)) }
        guard !all.contains(where: { $0.1 == .maybe }) else { return nil }
        let satisfied = all.filter { $0.1 == .yes && !$0.0.conditions.isEmpty }.map(\.0)
        let lines = satisfied.isEmpty ? all.map(\.0).filter(\.conditions.isEmpty) : satisfied
        return lines.first.map { (lines.flatMap(\.arguments), $0.source) }
    }

    /// Whether PAM has a say in logins; without a line it has none.
    var usesPAM: Bool { directives["usepam"]?.first { $0.conditions.isEmpty }?.says("yes") ?? false }

    func source(of keyword: String) -> Source? { directives[keyword]?.first { $0.conditions.isEmpty }?.source }

    /// Whether anything may hang on the address that a connection comes from.
    var dependsOnAddress: Bool {
        directives.values.contains { lines in
            lines.contains { line in
                line.conditions.contains(where: \.dependsOnAddress) || line.arguments.contains { $0.contains(UInt8(ascii: "@")) }
            }
        }
    }

    /// Whether a keyword differs between accounts.
    func isConditional(_ keyword: String) -> Bool { directives[keyword]?.contains { !$0.conditions.isEmpty } ?? false }

    /// Whether anything but the number of an account decides whether its keys get in.
    var asksForGroups: Bool {
        ["allowgroups", "denygroups"].contains { directives[$0] != nil } || Self.keywords.contains(where: isConditional)
    }

    /// Whether `StrictModes` is off, which stands only in the global part.
    var trustsModes: Bool { directives["strictmodes"]?.first { $0.conditions.isEmpty }?.says("no") ?? false }

    /// False if there is no such file.
    @discardableResult
    private mutating func read(_ path: HostPath, within outer: [SSHMatch], depth: Int) -> Bool {
        guard depth <= Self.depthLimit, count < Self.countLimit else {
            unread.append(Unread(path.escaped, .limitExceeded, "Include is nested deeper than \(Self.depthLimit) files"))
            return true
        }
        count += 1
        do {
            guard let file = try files.contents(of: path) else { return false }
            newestChange = max(newestChange ?? file.status.changed, file.status.changed)
            take(file, within: outer, depth: depth)
        } catch { unread.append(Unread(error)) }
        return true
    }

    /// A `Match` counts to the end of its own file, and within the block that includes the file.
    private mutating func take(_ file: File, within outer: [SSHMatch], depth: Int) {
        var conditions = outer
        for (number, line) in ByteLines(file.bytes) {
            guard let (keyword, arguments) = Self.words(of: line) else { continue }
            switch keyword {
            case "match": conditions = outer + [SSHMatch(arguments)]
            case "include": for pattern in arguments { include(pattern, within: conditions, depth: depth + 1) }
            case _ where Self.keywords.contains(keyword) && !arguments.isEmpty:
                let directive = Directive(arguments: arguments, conditions: conditions, path: file.path.escaped, line: number)
                directives[keyword, default: []].append(directive)
            default: continue
            }
        }
    }

    private mutating func include(_ pattern: [UInt8], within conditions: [SSHMatch], depth: Int) {
        let path = HostPath("/etc/ssh").appending(HostPath(pattern))
        do {
            for file in try Glob.expand(path, files) { read(file, within: conditions, depth: depth) }
        } catch { unread.append(Unread(error)) }
    }

    // MARK: Lines

    /// The keyword in small letters and its arguments; nil for empty lines and comments.
    static func words(of line: ArraySlice<UInt8>) -> (keyword: String, arguments: [[UInt8]])? {
        let text = (line.last == UInt8(ascii: "\r") ? line.dropLast() : line).trimmed
        guard let first = text.first, first != UInt8(ascii: "#") else { return nil }
        let isEnd = { (byte: UInt8) in " \t=".utf8.contains(byte) }
        let keyword = text.prefix { !isEnd($0) }
        var rest = text[keyword.endIndex...].trimmed
        if rest.first == UInt8(ascii: "=") { rest = rest.dropFirst().trimmed }
        let name = keyword.filter { $0 != UInt8(ascii: "\"") }.lowercased
        return (String(decoding: name, as: UTF8.self), arguments(of: rest))
    }

    /// Words in which quotation marks keep blanks together; `#` at the beginning of one ends the line.
    private static func arguments(of text: ArraySlice<UInt8>) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var isOpen = false
        var quote: UInt8?
        var place = text.startIndex
        while place < text.endIndex {
            let byte = text[place]
            let next = place + 1 < text.endIndex ? text[place + 1] : 0
            if byte == UInt8(ascii: "\\"), "\\\"'".utf8.contains(next) || (quote == nil && next == UInt8(ascii: " ")) {
                word.append(next)
                isOpen = true
                place += 1
            } else if let open = quote {
                if byte == open { quote = nil } else { word.append(byte) }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
                isOpen = true
            } else if byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") {
                if isOpen { words.append(word) }
                (word, isOpen) = ([], false)
            } else if byte == UInt8(ascii: "#"), !isOpen {
                return words
            } else {
                word.append(byte)
                isOpen = true
            }
            place += 1
        }
        return isOpen ? words + [word] : words
    }
}
