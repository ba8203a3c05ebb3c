import ProbeKit

/// Who connects, as far as it is known.
struct SSHConnection: Hashable, Sendable {
    var user: [UInt8]
    /// The names of the account's groups; nil where not all of them can be known.
    var groups: [[UInt8]]?
    /// Nil for anywhere.
    var origin: SSHOrigin?
}

/// The conditions of one `Match` line of sshd_config(5).
struct SSHMatch: Hashable, Sendable {
    /// How sure it is that a connection of an account satisfies the conditions.
    enum Certainty: Hashable, Comparable, Sendable {
        case no, maybe, yes

        var opposite: Certainty {
            switch self {
            case .no: .yes
            case .maybe: .maybe
            case .yes: .no
            }
        }
    }

    private enum Criterion: Hashable, Sendable {
        case user([UInt8])
        case group([UInt8])
        /// `All`.
        case everybody
        /// `Invalid-User`: no account that exists.
        case nobody
        case address([UInt8])
        /// A host, a port, a routing domain: it depends on the connection.
        case connection

        func certainty(_ connection: SSHConnection) -> Certainty {
            switch self {
            case .everybody: .yes
            case .nobody: .no
            case .user(let patterns): SSHMatch.matches(patterns, [connection.user]) ? .yes : .no
            case .group(let patterns): connection.groups.map { SSHMatch.matches(patterns, $0) ? .yes : .no } ?? .maybe
            case .address(let patterns): connection.origin?.certainty(of: patterns) ?? .maybe
            case .connection: .maybe
            }
        }
    }

    private let criteria: [Criterion]

    /// - Parameter words: the arguments of the line; both `User alice` and `User=alice` are taken.
    init(_ words: [[UInt8]]) {
        var criteria: [Criterion] = []
        var rest = words[...]
        while let word = rest.popFirst() {
            let name = word.prefix { $0 != UInt8(ascii: "=") }
            switch String(decoding: name.lowercased, as: UTF8.self) {
            case "all": criteria.append(.everybody)
            case "invalid-user": criteria.append(.nobody)
            case "user": criteria.append(.user(Self.value(of: word, name.count, &rest)))
            case "group": criteria.append(.group(Self.value(of: word, name.count, &rest)))
            case "address": criteria.append(.address(Self.value(of: word, name.count, &rest)))
            default:
                _ = Self.value(of: word, name.count, &rest)
                criteria.append(.connection)
            }
        }
        self.criteria = criteria
    }

    private static func value(of word: [UInt8], _ length: Int, _ rest: inout ArraySlice<[UInt8]>) -> [UInt8] {
        word.count > length ? Array(word[(length + 1)...]) : rest.popFirst() ?? []
    }

    var dependsOnAddress: Bool { criteria.contains { if case .address = $0 { true } else { false } } }

    func certainty(_ connection: SSHConnection) -> Certainty {
        criteria.isEmpty ? .no : criteria.map { $0.certainty(connection) }.min() ?? .no
    }

    /// A list of patterns, separated by commas; one that begins with `!` and matches rules everything out.
    static func matches(_ patterns: [UInt8], _ names: [[UInt8]]) -> Bool {
        var matches = false
        for pattern in patterns.split(separator: UInt8(ascii: ",")) {
            let isNegated = pattern.first == UInt8(ascii: "!")
            let wildcard = WildcardPattern(isNegated ? pattern.dropFirst() : pattern, classes: false)
            guard names.contains(where: wildcard.matches) else { continue }
            if isNegated { return false }
            matches = true
        }
        return matches
    }
}
