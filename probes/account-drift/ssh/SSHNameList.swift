/// The patterns of `AllowUsers` and its kin, sorted so that names without wildcards are found at once: sshd_config(5), "PATTERNS".
struct SSHNameList: Sendable {
    private struct Placed {
        /// What it means in a list of groups, whose names may hold an @.
        let whole: WildcardPattern
        let user: WildcardPattern
        let host: ArraySlice<UInt8>
    }

    private var names: Set<[UInt8]> = []
    private var patterns: [WildcardPattern] = []
    /// `USER@HOST`.
    private var placed: [Placed] = []
    /// The lists have no negation; a `!` is left open.
    private var holdsNegation = false

    init(_ list: [[UInt8]]) {
        for pattern in list {
            holdsNegation = holdsNegation || pattern.first == UInt8(ascii: "!")
            if let mark = pattern.lastIndex(of: UInt8(ascii: "@")) {
                let user = WildcardPattern(pattern[..<mark], classes: false)
                placed.append(Placed(whole: WildcardPattern(pattern, classes: false), user: user, host: pattern[(mark + 1)...]))
            } else if pattern.contains(where: { "*?".utf8.contains($0) }) {
                patterns.append(WildcardPattern(pattern, classes: false))
            } else {
                names.insert(pattern)
            }
        }
    }

    /// Whether the list means one of the groups of an account.
    func share(ofGroupsOf connection: SSHConnection) -> SSHMatch.Certainty {
        guard let groups = connection.groups, !holdsNegation else { return .maybe }
        let isNamed = groups.contains { group in
            names.contains(group) || patterns.contains { $0.matches(group) } || placed.contains { $0.whole.matches(group) }
        }
        return isNamed ? .yes : .no
    }

    /// Whether the list of `USER` and `USER@HOST` means an account. The part after the @ may also be the name of a host, which only DNS
    /// knows.
    func share(ofUserOf connection: SSHConnection) -> SSHMatch.Certainty {
        if holdsNegation { return .maybe }
        if names.contains(connection.user) || patterns.contains(where: { $0.matches(connection.user) }) { return .yes }
        let hosts = placed.filter { $0.user.matches(connection.user) }.map(\.host)
        if hosts.isEmpty { return .no }
        return connection.origin?.certainty(of: Array(hosts.joined(separator: [UInt8(ascii: ",")]))) ?? .maybe
    }
}
