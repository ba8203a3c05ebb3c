import Controls
import ProbeKit

/// Rules: who may run what, where, and as whom.
extension SudoersParser {
    mutating func rule(line: Int) throws(Mistake) {
        let users = try members(of: .user)
        var rule = SudoersRule(users: users.members, privileges: [], line: line)
        var token = users.end
        while true {
            let hosts = try members(of: .host, after: token)
            guard hosts.end == .equals else { throw Mistake() }
            let commands = try permissions()
            rule.privileges.append(SudoersRule.Privilege(hosts: hosts.members, commands: commands.list))
            if commands.end == .newline { break }
            guard commands.end == .colon else { throw Mistake() }
            token = lexer.next()
        }
        add(rule)
    }

    /// Commands; target and tags are inherited along the list.
    private mutating func permissions() throws(Mistake) -> (list: [SudoersPermission], end: SudoersToken) {
        var list: [SudoersPermission] = []
        while true {
            var permission = try permission()
            if let previous = list.last {
                permission.runas = permission.runas ?? previous.runas
                permission.noPassword = permission.noPassword ?? previous.noPassword
                permission.setsEnvironment = permission.setsEnvironment ?? previous.setsEnvironment
                permission.isConditional = permission.isConditional || previous.isConditional
            }
            list.append(permission)
            let end = lexer.next()
            guard end == .comma else { return (list, end) }
        }
    }

    private mutating func permission() throws(Mistake) -> SudoersPermission {
        var token = lexer.next()
        var runas: SudoersPermission.Runas?
        if token == .open {
            runas = try targets()
            token = lexer.next()
        }
        var isConditional = false
        while case .option(let option) = token {
            isConditional = true
            try value(of: option)
            token = lexer.next()
        }
        var noPassword: Bool?
        var setsEnvironment: Bool?
        while case .tag(let tag) = token {
            if tag == .noPassword { noPassword = true }
            if tag == .password { noPassword = false }
            if tag == .setEnvironment { setsEnvironment = true }
            if tag == .noSetEnvironment { setsEnvironment = false }
            token = lexer.next()
        }
        var permission = try command(after: token)
        permission.runas = runas
        permission.noPassword = noPassword
        permission.setsEnvironment = setsEnvironment
        permission.isConditional = isConditional
        return permission
    }

    /// `(users)`, `(users : groups)`, `(: groups)`, and `()` and `(:)`, which are the caller.
    private mutating func targets() throws(Mistake) -> SudoersPermission.Runas {
        var runas = SudoersPermission.Runas()
        var token = lexer.next()
        if token != .colon, token != .close {
            let users = try members(of: .user, after: token)
            runas.users = users.members
            token = users.end
            if token == .close { return runas }
            guard token == .colon else { throw Mistake() }
            let groups = try members(of: .group)
            runas.groups = groups.members
            token = groups.end
        } else if token == .colon {
            token = lexer.next()
            if token != .close {
                let groups = try members(of: .group, after: token)
                runas.groups = groups.members
                token = groups.end
            }
        }
        guard token == .close else { throw Mistake() }
        return runas
    }

    // MARK: Options

    private mutating func value(of option: SudoersOption) throws(Mistake) {
        guard case .equals = lexer.next() else { throw Mistake() }
        switch option {
        case .directory, .root:
            guard let path = lexer.pathOrWord(), let first = path.first else { throw Mistake() }
            guard first == UInt8(ascii: "/") || first == UInt8(ascii: "~") || path.elementsEqual("*".utf8) else { throw Mistake() }
        case .timeout:
            guard case .word(let text) = lexer.next(), Self.isTimeout(text) else { throw Mistake() }
        case .notBefore, .notAfter:
            guard case .word(let text) = lexer.next(), Self.isGeneralizedTime(text) else { throw Mistake() }
        case .role, .type, .profile:
            guard case .word = lexer.next() else { throw Mistake() }
        }
    }

    /// Seconds, or numbers with the units d, h, m and s.
    private static func isTimeout(_ text: [UInt8]) -> Bool {
        var digits = 0
        var isComplete = false
        for byte in text {
            if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
                digits += 1
                isComplete = true
            } else {
                guard digits > 0, "dhms".utf8.contains(byte | 0x20) else { return false }
                digits = 0
            }
        }
        return isComplete
    }

    /// `yyyymmddHH[MM[SS]]`, a fraction, and a zone: RFC 4517, 3.3.13.
    private static func isGeneralizedTime(_ text: [UInt8]) -> Bool {
        let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        let digits = text.prefix(while: isDigit)
        guard [10, 12, 14].contains(digits.count) else { return false }
        var rest = text[digits.count...]
        if rest.first == UInt8(ascii: ".") || rest.first == UInt8(ascii: ",") {
            rest = rest.dropFirst()
            guard let digit = rest.popFirst(), isDigit(digit) else { return false }
        }
        if rest.isEmpty || rest.elementsEqual("Z".utf8) { return true }
        return "+-".utf8.contains(rest.removeFirst()) && (rest.count == 2 || rest.count == 4) && rest.allSatisfy(isDigit)
    }

    // MARK: Commands

    /// A command with its digests; several digests of one command are separated by commas.
    mutating func command(after first: SudoersToken) throws(Mistake) -> SudoersPermission {
        var token = first
        var digests: [String] = []
        while case .digest(let kind, let size) = token {
            guard case .colon = lexer.next(), let text = lexer.digestText(bytes: size) else { throw Mistake() }
            digests.append("\(kind):\(Subject.escaping(text))")
            token = lexer.next()
            guard token == .comma else { break }
            token = lexer.next()
            guard case .digest = token else { throw Mistake() }
        }
        var isNegated = false
        if token == .not {
            isNegated = true
            token = lexer.next()
        }
        guard let name = Self.commandName(token) else { throw Mistake() }
        return SudoersPermission(digests: digests, command: SudoersMember(name: name, isNegated: isNegated))
    }

    /// `list` is the one command that is no path.
    static func commandName(_ token: SudoersToken) -> SudoersMember.Name? {
        switch token {
        case .all: .all
        case .alias(let name): .alias(Subject.escaping(name))
        case .command(let command): .command(command)
        case .word(let word) where word.elementsEqual("list".utf8): .command(SudoersCommand(path: word))
        default: nil
        }
    }
}
