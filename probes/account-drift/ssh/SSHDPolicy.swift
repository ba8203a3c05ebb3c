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
    private let shared: [String: (SSHNameList, Source)]

    init(_ configuration: SSHDConfiguration) {
        self.configuration = configuration
        origins = configuration.dependsOnAddress ? SSHOrigin.allCases : [nil]
        var shared: [String: (SSHNameList, Source)] = [:]
        for (keyword, _, _) in Self.lists where !configuration.isConditional(keyword) {
            guard let list = configuration.list(keyword, SSHConnection(user: [])) else { continue }
            shared[keyword] = (SSHNameList(list.patterns), list.source)
        }
        self.shared = shared
    }

    /// Why keys of an account are refused, by where it connects from; empty where they may get in from anywhere.
    func refusals(of account: AccountFact, groups: [[UInt8]]?) -> [(origin: SSHOrigin?, refusal: Refusal)] {
        let user = Subject.unescaping(account.name)
        return origins.compactMap { origin in
            refusal(of: account, SSHConnection(user: user, groups: groups, origin: origin)).map { (origin, $0) }
        }
    }

    /// In words, why no key of an account gets in, where that is so from everywhere; nil where one may, from somewhere.
    func words(ifEverywhere refusals: [(origin: SSHOrigin?, refusal: Refusal)]) -> String? {
        guard refusals.count == origins.count else { return nil }
        var words: [String] = []
        for (_, refusal) in refusals where !words.contains(refusal.words) { words.append(refusal.words) }
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
            guard let (list, source) = list(keyword, connection) else { continue }
            let share = keyword.hasSuffix("groups") ? list.share(ofGroupsOf: connection) : list.share(ofUserOf: connection)
            if isDenial, share == .yes { return Refusal(text: "\(name) names it", source: source) }
            if !isDenial, share == .no { return Refusal(text: "\(name) does not name it", source: source) }
        }
        return nil
    }

    /// A list that is the same for everybody was made once.
    private func list(_ keyword: String, _ connection: SSHConnection) -> (SSHNameList, Source)? {
        if let shared = shared[keyword] { return shared }
        guard configuration.isConditional(keyword), let list = configuration.list(keyword, connection) else { return nil }
        return (SSHNameList(list.patterns), list.source)
    }

    /// In the order in which sshd asks them.
    private static let lists = [
        ("denyusers", "DenyUsers", true), ("allowusers", "AllowUsers", false), ("denygroups", "DenyGroups", true),
        ("allowgroups", "AllowGroups", false),
    ]
}
