/// As whom a command may be run.
struct SudoersTarget: Hashable {
    /// As a grant prints it: `root`, `ALL`, `bob,carol`, `ALL,!root`, `bob:adm`, `:adm` or `self`.
    let text: String
    /// Whether the superuser is among them.
    let reachesRoot: Bool

    /// - Parameter runas: the lists with their aliases expanded; nil for the default target.
    init(_ runas: SudoersPermission.Runas?, standard: String) {
        guard let runas else {
            text = Grant.word(standard)
            reachesRoot = standard == "root" || standard == "#0"
            return
        }
        let users = Self.lastWord(runas.users)
        let groups = Self.lastWord(runas.groups).filter { !$0.isNegated }
        reachesRoot = Self.holdsRoot(users) || groups.contains { $0.name == .word("root") || $0.name == .word("#0") }
        let names = users.map { ($0.isNegated ? "!" : "") + Self.text($0.name) }.joined(separator: ",")
        let suffix = groups.map { Self.text($0.name) }.joined(separator: ",")
        if names.isEmpty, suffix.isEmpty {
            text = "self"
        } else {
            // Whoever may be root or anybody gains nothing by a group.
            text = suffix.isEmpty || Self.holdsRoot(users) ? names : "\(names):\(suffix)"
        }
    }

    /// Each name once, as its last entry says; what is forbidden stays only where `ALL` stands before it.
    private static func lastWord(_ members: [SudoersMember]) -> [SudoersMember] {
        var seen: Set<SudoersMember.Name> = []
        var kept: [SudoersMember] = []
        for member in members.reversed() where seen.insert(member.name).inserted {
            kept.append(member)
            if member.name == .all { break }
        }
        let hasAll = kept.last?.name == .all && kept.last?.isNegated == false
        return kept.reversed().filter { hasAll || !$0.isNegated }
    }

    private static func holdsRoot(_ users: [SudoersMember]) -> Bool {
        for user in users.reversed() {
            switch user.name {
            case .all: return !user.isNegated
            case .word("root"), .word("#0"), .group("root"), .group("#0"): return !user.isNegated
            case .netgroup, .group: if !user.isNegated { return true }
            case .word, .alias, .address, .command: continue
            }
        }
        return false
    }

    private static func text(_ name: SudoersMember.Name) -> String { SudoersGrants.text(name) }
}
