/// The aliases of all sudoers files together. They count wherever they stand, even after their use.
struct SudoersAliases {
    private var lists: [SudoersAlias.Kind: [String: [SudoersMember]]] = [:]
    private var known: [SudoersAlias.Kind: [String: [SudoersMember]]] = [:]
    /// How many members may still be produced: aliases of aliases can grow without bound.
    private var budget = 200_000
    /// Whether a list had to be cut.
    private(set) var isExhausted = false

    private static let depthLimit = 128

    /// Adds an alias; false if its name is taken, and then sudo keeps the first.
    mutating func add(_ alias: SudoersAlias) -> Bool {
        guard lists[alias.kind]?[alias.name] == nil else { return false }
        lists[alias.kind, default: [:]][alias.name] = alias.members
        return true
    }

    /// A list with every alias replaced by its members. A negated alias turns its members round.
    mutating func expanding(_ members: [SudoersMember], _ kind: SudoersAlias.Kind) -> [SudoersMember] {
        var open: Set<String> = []
        return expanding(members, kind, open: &open)
    }

    private mutating func expanding(_ members: [SudoersMember], _ kind: SudoersAlias.Kind, open: inout Set<String>) -> [SudoersMember] {
        var all: [SudoersMember] = []
        for member in members {
            guard case .alias(let name) = member.name else {
                all.append(member)
                continue
            }
            for var inner in contents(of: name, kind, open: &open) {
                if member.isNegated { inner.isNegated.toggle() }
                all.append(inner)
            }
        }
        budget -= all.count
        if budget < 0 {
            isExhausted = true
            return []
        }
        return all
    }

    /// The members of an alias. A name that is no alias, or an alias of itself, is a plain name; no command is.
    private mutating func contents(of name: String, _ kind: SudoersAlias.Kind, open: inout Set<String>) -> [SudoersMember] {
        if let members = known[kind]?[name] { return members }
        guard let members = lists[kind]?[name], !open.contains(name) else {
            return kind == .command ? [] : [SudoersMember(name: .word(name))]
        }
        guard open.count < Self.depthLimit else {
            isExhausted = true
            return []
        }
        open.insert(name)
        let all = expanding(members, kind, open: &open)
        open.remove(name)
        known[kind, default: [:]][name] = all
        return all
    }
}
