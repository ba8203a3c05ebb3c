/// Ports on which a protocol without protection is suspected: `21`, `512-514`, `69/udp`, `tcp/8021`.
package struct CleartextPort: Hashable, Sendable, CustomStringConvertible {
    package let range: PortRange

    package init(_ range: PortRange) { self.range = range }

    /// What a word looks like, for people who mistyped one.
    package static let expected = "PORT[-PORT][/udp] or tcp/PORT[-PORT], such as 21, 512-514, 69/udp or tcp/8021"

    /// Reads a word; nil for anything that is not exactly one, and for protocols other than tcp and udp.
    package init?(_ word: String) {
        let parts = word.split(separator: "/", omittingEmptySubsequences: false)
        let text: String
        switch parts.count {
        case 1: text = "tcp/\(parts[0])"
        case 2 where Self.transports[String(parts[1])] != nil: text = "\(parts[1])/\(parts[0])"
        case 2: text = word
        default: return nil
        }
        guard let range = PortRange(text), Self.transports[range.transport.rawValue] != nil else { return nil }
        self.range = range
    }

    private static let transports: [String: Transport] = ["tcp": .tcp, "udp": .udp]

    package var description: String { "\(range)" }
}
