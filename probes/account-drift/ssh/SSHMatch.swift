import ProbeKit

/// The conditions of one `Match` line of sshd_config(5).
struct SSHMatch: Hashable, Sendable {
    /// How sure it is that a connection of an account satisfies the conditions.
    enum Certainty: Hashable, Sendable { case yes, no, maybe }

    private enum Criterion: Hashable, Sendable {
        case user([UInt8])
        case group([UInt8])
        /// `All`.
        case everybody
        /// `Invalid-User`: no account that exists.
        case nobody
        /// An address, a host, a port: it depends on the connection.
        case connection
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

    /// - Parameter groups: the names of the account's groups; nil where not all of them can be known.
    func certainty(user: [UInt8], groups: [[UInt8]]?) -> Certainty {
        var result = Certainty.yes
        for criterion in criteria {
            switch criterion {
            case .everybody: continue
            case .nobody: return .no
            case .user(let patterns): if !Self.matches(patterns, [user]) { return .no }
            case .group(let patterns):
                guard let groups else {
                    result = .maybe
                    continue
                }
                if !Self.matches(patterns, groups) { return .no }
            case .connection: result = .maybe
            }
        }
        return criteria.isEmpty ? .no : result
    }

    /// A list of patterns, separated by commas; one that begins with `!` and matches rules everything out.
    private static func matches(_ patterns: [UInt8], _ names: [[UInt8]]) -> Bool {
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
