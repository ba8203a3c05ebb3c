import Controls
import ProbeKit

/// What sshd does with the keys of an account, wherever the account connects from: sshd_config(5), and auth.c for accounts that are locked.
struct SSHDPolicy {
    /// Why no key gets in.
    struct Refusal: Hashable, Sendable {
        var text: String
        /// The line that decides; nil for a default.
        var source: Source?

        /// The reason with its place, such as `AllowUsers does not name it (/etc/ssh/sshd_config:12)`.
        var words: String {
            guard let source else { return text }
            return "\(text) (\(source.path)\(source.line.map { ":\($0)" } ?? ""))"
        }
    }

    private let configuration: SSHDConfiguration
    /// The classes of addresses between which the configuration may tell apart; nil for any address.
    private let origins: [SSHOrigin?]

    init(_ configuration: SSHDConfiguration) {
        self.configuration = configuration
        origins = configuration.dependsOnAddress ? SSHOrigin.allCases : [nil]
    }

    /// Why keys of an account are refused, by where it connects from; empty where they may get in from anywhere.
    func refusals(of account: AccountFact, groups: [[UInt8]]?) -> [(origin: SSHOrigin?, refusal: Refusal)] {
        let user = Subject.unescaping(account.name)
        return origins.compactMap { origin in
            refusal(of: account, SSHConnection(user: user, groups: groups, origin: origin)).map { (origin, $0) }
        }
    }

    /// In words, why no key of an account gets in; nil where one may, from somewhere.
    func refusalEverywhere(of account: AccountFact, groups: [[UInt8]]?) -> String? {
        let all = refusals(of: account, groups: groups)
        guard all.count == origins.count else { return nil }
        var words: [String] = []
        for (_, refusal) in all where !words.contains(refusal.words) { words.append(refusal.words) }
        return words.joined(separator: "; ")
    }

    /// In words, why no key of anybody gets in.
    var refusalForEverybody: String? {
        guard configuration.isKnown, let source = configuration.refusingEverybody("pubkeyauthentication", word: "no") else { return nil }
        return Refusal(text: "PubkeyAuthentication is no", source: source).words
    }

    /// Only what is certain refuses: a value that may be another one refuses nobody.
    private func refusal(of account: AccountFact, _ connection: SSHConnection) -> Refusal? {
        guard configuration.isKnown else { return nil }
        if let source = configuration.refusing("pubkeyauthentication", word: "no", connection) {
            return Refusal(text: "PubkeyAuthentication is no", source: source)
        }
        if account.uid == 0, let source = configuration.refusing("permitrootlogin", word: "no", connection) {
            return Refusal(text: "PermitRootLogin is no", source: source)
        }
        if account.isBarred, !configuration.usesPAM {
            return Refusal(text: "UsePAM is not yes, and the account is locked", source: configuration.source(of: "usepam"))
        }
        return listRefusal(connection)
    }

    private func listRefusal(_ connection: SSHConnection) -> Refusal? {
        for (keyword, name, isDenial) in Self.lists {
            guard let list = configuration.list(keyword, connection) else { continue }
            let share =
                keyword.hasSuffix("groups")
                ? Self.share(ofGroups: list.patterns, connection) : Self.share(ofUsers: list.patterns, connection)
            if isDenial, share == .yes { return Refusal(text: "\(name) names it", source: list.source) }
            if !isDenial, share == .no { return Refusal(text: "\(name) does not name it", source: list.source) }
        }
        return nil
    }

    /// In the order in which sshd asks them.
    private static let lists = [
        ("denyusers", "DenyUsers", true), ("allowusers", "AllowUsers", false), ("denygroups", "DenyGroups", true),
        ("allowgroups", "AllowGroups", false),
    ]

    /// Whether a list of groups means the account. It has no negation; a `!` is left open.
    private static func share(ofGroups patterns: [[UInt8]], _ connection: SSHConnection) -> SSHMatch.Certainty {
        guard let groups = connection.groups, !patterns.contains(where: isNegated) else { return .maybe }
        let isNamed = patterns.contains { groups.contains(where: WildcardPattern($0, classes: false).matches) }
        return isNamed ? .yes : .no
    }

    /// Whether a list of `USER` and `USER@HOST` means the account. The part after the @ may also be the name of a host, which only DNS knows.
    private static func share(ofUsers patterns: [[UInt8]], _ connection: SSHConnection) -> SSHMatch.Certainty {
        guard !patterns.contains(where: isNegated) else { return .maybe }
        var hosts: [ArraySlice<UInt8>] = []
        for pattern in patterns {
            let user = pattern.lastIndex(of: UInt8(ascii: "@")).map { pattern[..<$0] } ?? pattern[...]
            guard WildcardPattern(user, classes: false).matches(connection.user) else { continue }
            if user.count == pattern.count { return .yes }
            hosts.append(pattern[(user.endIndex + 1)...])
        }
        if hosts.isEmpty { return .no }
        return connection.origin?.certainty(of: Array(hosts.joined(separator: [UInt8(ascii: ",")]))) ?? .maybe
    }

    private static func isNegated(_ pattern: [UInt8]) -> Bool { pattern.first == UInt8(ascii: "!") }
}
