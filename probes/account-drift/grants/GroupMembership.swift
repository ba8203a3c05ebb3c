import Controls

/// One account in a group that gives administrative power.
struct GroupMembership: Hashable, Sendable {
    let account: String
    let group: String
    /// The line that says so: a line of `/etc/passwd` for a primary group, else of `/etc/group`.
    let source: Source
    /// Whether there is an account of that name. A member without one may come from elsewhere, or later.
    let hasAccount: Bool
    var kind = Kind.member

    /// The way into the group.
    enum Kind: String, Hashable, Sendable {
        case primary = "primary group"
        case member
        case hidden = "member in gshadow, whom newgrp lets in"
        case administrator = "administrator in gshadow, who may add members"
        case password = "a group password, with which newgrp lets anybody in"
    }

    /// Stands for whoever knows the password of a group.
    static let anybody = "ALL"

    /// The membership as `AllowGrant=` takes it.
    var subject: String { "\(Grant.word(account)) group:\(Grant.word(group))" }

    /// Members and primary-gid users of the named groups, and of every group that holds a grant itself. The kernel knows a
    /// group by its number, so that every line with the number of such a group gives the same power.
    static func all(in evidence: AccountDriftEvidence, named privileged: Set<String>) -> [GroupMembership] {
        let granted = GrantedGroups(evidence.grants.grants)
        let groups = evidence.accounts.groups
        let isSelected = groups.map { privileged.contains($0.name) || granted.contains($0) }
        // Each number with the first name that made it matter.
        var names: [UInt32: String] = [:]
        for (group, isSelected) in zip(groups, isSelected) where isSelected && names[group.gid] == nil { names[group.gid] = group.name }
        let listed = Set(names.keys)
        for number in granted.numbers where names[number] == nil { names[number] = "#\(number)" }
        if privileged.contains("root"), names[0] == nil { names[0] = "root" }
        let lines = zip(groups, isSelected).filter { names[$0.0.gid] != nil }
        let members = Set(lines.flatMap { $0.0.members + ($0.0.shadow.map { $0.members + $0.administrators } ?? []) })
        var known: Set<String> = []
        var found: [GroupMembership] = []
        for account in evidence.accounts.accounts {
            if members.contains(account.name) { known.insert(account.name) }
            // Root in a group that no line has is root still.
            guard let name = names[account.gid], listed.contains(account.gid) || !account.isRoot else { continue }
            let source = Source("/etc/passwd", line: Int(account.line))
            found.append(GroupMembership(account: account.name, group: name, source: source, hasAccount: true, kind: .primary))
        }
        for (group, isSelected) in lines {
            let name = isSelected ? group.name : names[group.gid] ?? group.name
            let source = Source("/etc/group", line: group.line)
            for member in group.members {
                found.append(GroupMembership(account: member, group: name, source: source, hasAccount: known.contains(member)))
            }
            found += group.shadow.map { Self.all(in: $0, of: name, line: group.line, known) } ?? []
        }
        return found
    }

    /// The ways in that gshadow opens.
    private static func all(in shadow: GroupShadow, of group: String, line: Int, _ known: Set<String>) -> [GroupMembership] {
        let source = shadow.line.map { Source("/etc/gshadow", line: $0) } ?? Source("/etc/group", line: line)
        let named = shadow.members.map { ($0, Kind.hidden) } + shadow.administrators.map { ($0, Kind.administrator) }
        let people = named.map { name, kind in
            GroupMembership(account: name, group: group, source: source, hasAccount: known.contains(name), kind: kind)
        }
        guard shadow.hasPassword else { return people }
        return people + [GroupMembership(account: anybody, group: group, source: source, hasAccount: true, kind: .password)]
    }
}
