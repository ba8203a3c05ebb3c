import Controls
import ProbeKit

/// Whether a list of hosts means this host.
struct SudoersHostList {
    /// The name of the host in small letters; empty where it is not known.
    private let name: [UInt8]
    private let shortName: [UInt8]

    init(hostName: [UInt8]) {
        name = hostName.lowercased
        shortName = Array(name.prefix { $0 != UInt8(ascii: ".") })
    }

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
            guard !name.isEmpty else { return nil }
            let pattern = Subject.unescaping(pattern).lowercased
            return WildcardPattern(pattern, classes: true).matches(pattern.contains(UInt8(ascii: ".")) ? name : shortName)
        case .address, .netgroup, .group, .command: return nil
        }
    }
}
