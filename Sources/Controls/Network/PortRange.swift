/// The ports of one protocol that an entry speaks about, written `tcp/443` or `udp/6000-6063`.
package struct PortRange: Hashable, Sendable, CustomStringConvertible {
    package let transport: Transport
    package let ports: ClosedRange<UInt16>

    package init(_ transport: Transport, _ ports: ClosedRange<UInt16>) {
        self.transport = transport
        self.ports = ports
    }

    /// Reads the written form; nil for an unknown protocol, for port 0, and for a range that runs backwards.
    /// For `raw` the number is that of the IP protocol, from 0 to 255.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let transport = Transport(rawValue: String(parts[0])) else { return nil }
        let ends = parts[1].split(separator: "-", omittingEmptySubsequences: false).map(Self.number)
        guard ends.count <= 2, let first = ends.first ?? nil, let last = ends.last ?? nil, first <= last else { return nil }
        guard transport == .raw ? last <= 255 : first > 0 else { return nil }
        self.init(transport, first...last)
    }

    package func contains(_ transport: Transport, _ port: UInt16) -> Bool { self.transport == transport && ports.contains(port) }

    package var description: String {
        let last = ports.count == 1 ? "" : "-\(ports.upperBound)"
        return "\(transport.rawValue)/\(ports.lowerBound)\(last)"
    }

    private static func number(_ text: Substring) -> UInt16? {
        text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } ? UInt16(text) : nil
    }
}
