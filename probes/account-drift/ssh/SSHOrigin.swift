import Controls

/// Where a connection comes from: the classes of addresses that people tell apart in a `Match Address`.
enum SSHOrigin: String, CaseIterable, Hashable, Sendable {
    /// 127.0.0.0/8 and ::1.
    case loopback
    /// Networks that the Internet does not route: RFC 1918, RFC 3927, RFC 4193, RFC 6598, and link-local IPv6.
    case privateNetwork = "private"
    /// Every other network.
    case publicNetwork = "public"

    private static let own = ["127.0.0.0/8", "::1"].compactMap { NetworkPrefix($0) }
    private static let unrouted = [
        "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "169.254.0.0/16", "fc00::/7", "fe80::/10",
    ].compactMap { NetworkPrefix($0) }
    private static let everything = ["0.0.0.0/0", "::/0"].compactMap { NetworkPrefix($0) }

    private var prefixes: [NetworkPrefix] {
        switch self {
        case .loopback: Self.own
        case .privateNetwork: Self.unrouted
        case .publicNetwork: Self.everything
        }
    }

    /// Whether a list of patterns of `Match Address` means the addresses of this class: all of them, some, or none.
    func certainty(of patterns: [UInt8]) -> SSHMatch.Certainty {
        let list = patterns.split(separator: UInt8(ascii: ",")).map(Pattern.init)
        let parts = Set(prefixes.map { certainty(of: list, in: $0) })
        return parts.count == 1 ? parts.first ?? .no : .maybe
    }

    /// An address that one negated pattern takes is out, whatever else takes it.
    private func certainty(of patterns: [Pattern], in prefix: NetworkPrefix) -> SSHMatch.Certainty {
        let share = { (isNegated: Bool) in
            patterns.filter { $0.isNegated == isNegated }.map { self.share(of: $0, in: prefix) }.max() ?? .no
        }
        return min(share(false), share(true).opposite)
    }

    private func share(of pattern: Pattern, in prefix: NetworkPrefix) -> SSHMatch.Certainty {
        switch pattern.range {
        case .everything: return .yes
        case .text: return .maybe
        case .prefix(let range):
            if range.covers(prefix) { return .yes }
            let isElsewhere = self == .publicNetwork && (Self.own + Self.unrouted).contains { $0.covers(range) }
            return prefix.covers(range) && !isElsewhere ? .maybe : .no
        }
    }

    /// One pattern of a list.
    private struct Pattern {
        enum Range {
            case everything
            case prefix(NetworkPrefix)
            /// Wildcards are compared with the text of an address, and a name with nothing: any address may fit.
            case text
        }

        let isNegated: Bool
        let range: Range

        init(_ text: ArraySlice<UInt8>) {
            isNegated = text.first == UInt8(ascii: "!")
            let body = isNegated ? text.dropFirst() : text
            if !body.isEmpty, body.allSatisfy({ $0 == UInt8(ascii: "*") }) {
                range = .everything
            } else {
                range = NetworkPrefix(String(decoding: body, as: UTF8.self)).map { .prefix($0) } ?? .text
            }
        }
    }
}
