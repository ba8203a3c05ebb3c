import Controls

/// One account in a group that gives administrative power.
struct GroupMembership: Hashable, Sendable {
    let account: String
    let group: String
    /// The line that says so: a line of `/etc/passwd` for a primary group, else of `/etc/group`.
    let source: Source
    /// Whether there is an account of that name. A member without one may come from elsewhere, or later.
    let hasAccount: Bool

    /// The membership as `AllowGrant=` takes it.
    var subject: String { "\(Grant.word(account)) group:\(Grant.word(group))" }

    /// Members and primary-gid users of the named groups, and of every group that holds a grant itself.
    static func all(in evidence: AccountDriftEvidence, named privileged: Set<String>) -> [GroupMembership] {
        let granted = GrantedGroups(evidence.grants.grants)
        let groups = evidence.accounts.groups.filter { privileged.contains($0.name) || granted.contains($0) }
        let members = Set(groups.flatMap(\.members))
        var known: Set<String> = []
        let byNumber = Dictionary(groups.map { ($0.gid, $0) }) { first, _ in first }
        var found: [GroupMembership] = []
        for account in evidence.accounts.accounts {
            if members.contains(account.name) { known.insert(account.name) }
            guard let group = byNumber[account.gid] else { continue }
            let source = Source("/etc/passwd", line: Int(account.line))
            found.append(GroupMembership(account: account.name, group: group.name, source: source, hasAccount: true))
        }
        for group in groups {
            let source = Source("/etc/group", line: group.line)
            for member in group.members {
                found.append(
                    GroupMembership(account: member, group: group.name, source: source, hasAccount: known.contains(member)))
            }
        }
        return found
    }
}
