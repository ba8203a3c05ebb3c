import Controls
import ProbeKit

/// The lines of sshd_config(5) that say where keys come from, in the order in which sshd reads them.
struct SSHDConfiguration {
    struct Directive {
        let arguments: [[UInt8]]
        /// Every one has to be satisfied; empty for the global part.
        let conditions: [SSHMatch]
        let path: String
        let line: Int
    }

    private(set) var directives: [String: [Directive]] = [:]
    private(set) var unread: [Unread] = []
    private let files: any FileTree
    private var count = 0

    private static let keywords: Set<String> = [
        "authorizedkeysfile", "authorizedkeyscommand", "trustedusercakeys", "authorizedprincipalsfile", "authorizedprincipalscommand",
        "pubkeyauthentication", "strictmodes",
    ]
    private static let depthLimit = 16
    private static let countLimit = 1024

    /// Reads `/etc/ssh/sshd_config`, or the vendor's copy below `/usr/etc`. Without either, every setting has its default.
    init(_ files: any FileTree) {
        self.files = files
        for path: HostPath in ["/etc/ssh/sshd_config", "/usr/etc/ssh/sshd_config"] {
            if read(path, within: [], depth: 0) { return }
        }
    }

    /// What may be in force for an account: the values of every block that may be satisfied, up to the first that certainly is;
    /// else also the first value of the global part.
    func values(of keyword: String, user: [UInt8], groups: [[UInt8]]?) -> [Directive] {
        var reachable: [Directive] = []
        let all = directives[keyword] ?? []
        for directive in all where !directive.conditions.isEmpty {
            let certainties = directive.conditions.map { $0.certainty(user: user, groups: groups) }
            if certainties.contains(.no) { continue }
            reachable.append(directive)
            if !certainties.contains(.maybe) { return reachable }
        }
        return reachable + all.filter(\.conditions.isEmpty).prefix(1)
    }

    /// Whether a keyword differs between accounts.
    func isConditional(_ keyword: String) -> Bool { directives[keyword]?.contains { !$0.conditions.isEmpty } ?? false }

    /// Whether a keyword is `no` for everybody.
    func isOff(_ keyword: String) -> Bool {
        let all = directives[keyword] ?? []
        let isNo = { (directive: Directive) in directive.arguments.first?.lowercased.elementsEqual("no".utf8) ?? false }
        guard let global = all.first(where: \.conditions.isEmpty), isNo(global) else { return false }
        return all.allSatisfy { $0.conditions.isEmpty || isNo($0) }
    }

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
