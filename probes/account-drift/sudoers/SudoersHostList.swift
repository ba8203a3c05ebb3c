import Controls
import ProbeKit

/// The names that a host may have in sudoers.
struct SudoersHostNames {
    /// In small letters, the one that is most likely first; empty where none is known.
    var all: [[UInt8]] = []
    /// Whether one of them is what the running kernel says. The name that a tree of files gives need not be the one under
    /// which it is started.
    var isLive = false

    /// The first name up to its first dot; empty where it is not known.
    var short: [UInt8] { Self.label(all.first ?? []) }

    static func label(_ name: [UInt8]) -> [UInt8] { Array(name.prefix { $0 != UInt8(ascii: ".") }) }
}

/// Whether a list of hosts means this host.
struct SudoersHostList {
    let names: SudoersHostNames

    /// Whether a list means this host: `no`, `yes`, or `maybe` where it cannot be told from files (addresses, netgroups).
    enum Inclusion { case no, yes, maybe }

    /// The last entry that matches decides. An entry that cannot be told counts where it includes, and not where it excludes,
    /// so that no grant is overlooked.
    func inclusion(_ hosts: [SudoersMember]) -> Inclusion {
        var isCertain = true
        for host in hosts.reversed() {
            switch matches(host.name) {
            case true?: return host.isNegated ? .no : isCertain ? .yes : .maybe
            case nil where !host.isNegated: return .maybe
            case nil: isCertain = false
            case false?: continue
            }
        }
        return .no
    }

    /// Nil where it cannot be told.
    private func matches(_ host: SudoersMember.Name) -> Bool? {
        switch host {
        case .all: return true
        case .alias(let pattern), .word(let pattern):
            guard names.isLive else { return nil }
            let pattern = Subject.unescaping(pattern).lowercased
            let answers = Set(names.all.map { Self.matches(pattern, $0) })
            return answers.count == 1 ? answers.first ?? nil : nil
        case .address, .netgroup, .group, .command: return nil
        }
    }

    /// Whether a pattern means a name. A sudo with `fqdn`, as Debian builds it, asks DNS for the part after the first dot, so
    /// that a pattern with a dot is a certain no only where the first label differs.
    private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool? {
        let dot = UInt8(ascii: ".")
        let label = SudoersHostNames.label(name)
        guard pattern.contains(dot) else { return WildcardPattern(pattern, classes: true).matches(label) }
        if WildcardPattern(pattern, classes: true).matches(name) { return true }
        let first = SudoersHostNames.label(pattern)
        let mayMatch = !name.contains(dot) || first.contains(UInt8(ascii: "*")) || WildcardPattern(first, classes: true).matches(label)
        return mayMatch ? nil : false
    }
}
