import Controls
import ProbeKit

/// Reads the grammar of sudoers(5). As sudo does since 1.9.3, it leaves out the line that holds an error and goes on.
struct SudoersParser {
    private(set) var statements: [SudoersStatement] = []
    /// The lines that hold errors.
    private(set) var errors: [Int] = []
    var lexer: SudoersLexer

    /// Why a line is no statement.
    struct Mistake: Error {}

    init(parsing bytes: [UInt8]) {
        lexer = SudoersLexer(bytes)
        while lexer.peek() != nil {
            let line = lexer.line
            let start = lexer.position
            let known = statements.count
            do { try statement() } catch {
                statements.removeLast(statements.count - known)
                errors.append(line)
                // The error may have been that the line ended too early.
                if !lexer.isAtLineStart || lexer.position == start { lexer.skipLine() }
            }
        }
    }

    private mutating func statement() throws(Mistake) {
        let start = lexer.line
        switch lexer.opening() {
        case .include(let isDirectory):
            guard start == lexer.line, let path = lexer.includePath() else { throw Mistake() }
            try lineEnd()
            statements.append(.include(path: path, isDirectory: isDirectory, line: start))
        case .defaults(let binding):
            guard start == lexer.line else { throw Mistake() }
            try defaults(binding, line: start)
        case .aliases(let kind):
            guard start == lexer.line else { throw Mistake() }
            try aliases(kind, line: start)
        case .other:
            if lexer.takeLineEnd() { return }
            try rule(line: start)
        }
    }

    private mutating func lineEnd() throws(Mistake) {
        lexer.skipBlanks()
        guard lexer.takeLineEnd() else { throw Mistake() }
    }

    // MARK: Aliases

    private mutating func aliases(_ kind: SudoersAlias.Kind, line: Int) throws(Mistake) {
        while true {
            guard case .alias(let name) = lexer.next(), case .equals = lexer.next() else { throw Mistake() }
            let list = kind == .command ? try commandList() : try members(of: kind == .host ? .host : .user)
            statements.append(
                .alias(SudoersAlias(kind: kind, name: Subject.escaping(name), members: list.members, line: line)))
            switch list.end {
            case .colon: continue
            case .newline: return
            default: throw Mistake()
            }
        }
    }

    private mutating func commandList() throws(Mistake) -> (members: [SudoersMember], end: SudoersToken) {
        var members: [SudoersMember] = []
        while true {
            members.append(try command(after: lexer.next()).command)
            let end = lexer.next()
            guard end == .comma else { return (members, end) }
        }
    }

    // MARK: Lists

    enum ListKind { case user, group, host }

    /// A list with at least one member, and the token behind it.
    mutating func members(of kind: ListKind, after first: SudoersToken? = nil) throws(Mistake) -> (
        members: [SudoersMember], end: SudoersToken
    ) {
        var members: [SudoersMember] = []
        var token = first ?? lexer.next()
        while true {
            var isNegated = false
            if token == .not {
                isNegated = true
                token = lexer.next()
            }
            guard let name = Self.name(token, kind) else { throw Mistake() }
            members.append(SudoersMember(name: name, isNegated: isNegated))
            token = lexer.next()
            guard token == .comma else { return (members, token) }
            token = lexer.next()
        }
    }

    static func name(_ token: SudoersToken, _ kind: ListKind) -> SudoersMember.Name? {
        switch token {
        case .all: .all
        case .alias(let name): .alias(Subject.escaping(name))
        case .word(let word): .word(Subject.escaping(word))
        case .group(let name) where kind == .user: .group(Subject.escaping(name))
        case .netgroup(let name) where kind != .group: .netgroup(Subject.escaping(name))
        case .address(let address) where kind == .host: .address(Subject.escaping(address))
        default: nil
        }
    }

    // MARK: Defaults

    private mutating func defaults(_ binding: SudoersDefaults.Binding?, line: Int) throws(Mistake) {
        var bound: [SudoersMember] = []
        if let binding {
            repeat { bound.append(try boundMember(binding)) } while takeBindingComma()
        }
        guard lexer.skipBlanks() else { throw Mistake() }
        repeat {
            var setting = try setting(line: line)
            setting.binding = binding
            setting.members = bound
            statements.append(.defaults(setting))
        } while takeComma()
        try lineEnd()
    }

    private mutating func boundMember(_ binding: SudoersDefaults.Binding) throws(Mistake) -> SudoersMember {
        let isNegated = lexer.takeNot()
        let token = lexer.token(takesArguments: false)
        if binding == .command {
            guard let name = Self.commandName(token) else { throw Mistake() }
            return SudoersMember(name: name, isNegated: isNegated)
        }
        guard let name = Self.name(token, binding == .host ? .host : .user) else { throw Mistake() }
        return SudoersMember(name: name, isNegated: isNegated)
    }

    /// A comma with blanks around it goes on with the binding; blanks alone end it.
    private mutating func takeBindingComma() -> Bool {
        var ahead = lexer
        ahead.skipBlanks()
        guard ahead.peek() == UInt8(ascii: ",") else { return false }
        ahead.position += 1
        ahead.skipBlanks()
        lexer = ahead
        return true
    }

    private mutating func takeComma() -> Bool {
        lexer.skipBlanks()
        guard lexer.peek() == UInt8(ascii: ",") else { return false }
        lexer.position += 1
        return true
    }

    /// `name`, `!name`, `name=value`, `name+=value` or `name-=value`.
    private mutating func setting(line: Int) throws(Mistake) -> SudoersDefaults {
        lexer.skipBlanks()
        let isNegated = lexer.takeNot()
        lexer.skipBlanks()
        let name = lexer.bytes[lexer.position...].prefix {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
        }
        guard !name.isEmpty else { throw Mistake() }
        lexer.position = name.endIndex
        lexer.skipBlanks()
        var setting = SudoersDefaults(name: name.escaped, isNegated: isNegated, line: line)
        let isList = lexer.peek(1) == UInt8(ascii: "=") && (lexer.peek() == UInt8(ascii: "+") || lexer.peek() == UInt8(ascii: "-"))
        if isList { lexer.position += 1 }
        guard lexer.peek() == UInt8(ascii: "=") else { return setting }
        guard !isNegated else { throw Mistake() }
        lexer.position += 1
        setting.value = Subject.escaping(try settingValue())
        return setting
    }

    private mutating func settingValue() throws(Mistake) -> [UInt8] {
        lexer.skipBlanks()
        if lexer.peek() == UInt8(ascii: "\"") {
            guard let text = lexer.quoted() else { throw Mistake() }
            return text
        }
        var end = lexer.position
        while end < lexer.bytes.count {
            let byte = lexer.bytes[end]
            if byte == UInt8(ascii: "\\") {
                guard end + 1 < lexer.bytes.count, !"\r\n".utf8.contains(lexer.bytes[end + 1]) else { break }
                end += 2
            } else if "#=, \t\r\n\"".utf8.contains(byte) || (end == lexer.position && byte == UInt8(ascii: "!")) {
                break
            } else {
                end += 1
            }
        }
        guard end > lexer.position else { throw Mistake() }
        defer { lexer.position = end }
        return SudoersLexer.unescaped(lexer.bytes[lexer.position..<end])
    }

    mutating func add(_ rule: SudoersRule) { statements.append(.rule(rule)) }
}
