internal import Controls

/// With which resolved addresses the courier connects for a notice: a name of the outside may lead inside.
package enum AddressRule: Hashable, Sendable {
    /// Addresses of the Internet.
    case outside
    /// `Internal=yes`: all.
    case anywhere
    /// Over HTTP without TLS: this host alone.
    case loopback

    /// - Parameter bytes: in network order, 4 or 16.
    package func allows(_ bytes: [UInt8]) -> Bool {
        guard let address = IPAddress(networkOrder: bytes[...]) else { return false }
        switch self {
        case .anywhere: return true
        case .loopback: return AddressClass(address) == .loopback
        case .outside:
            let isMapped = bytes.count == 16 && !address.isV6
            return !isMapped && !Self.inside.contains { $0.contains(address) } && !Self.hidesV4(address)
        }
    }

    /// RFC 6890 and what has come since: networks that are no part of the Internet, and addresses that are nobody's.
    private static let inside = [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "224.0.0.0/3", "::/128", "::1/128", "64:ff9b:1::/48", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
    ].compactMap { NetworkPrefix($0) }

    /// Addresses that gateways turn into one of IPv4: RFC 4291, RFC 6052, RFC 3056, RFC 4380.
    private static let gateways = ["::/96", "64:ff9b::/96", "2002::/16", "2001::/32"].compactMap { NetworkPrefix($0) }

    private static func hidesV4(_ address: IPAddress) -> Bool { gateways.contains { $0.contains(address) } }
}
