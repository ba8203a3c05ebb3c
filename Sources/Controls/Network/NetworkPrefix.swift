/// A range of addresses in CIDR form (RFC 4632): `10.0.0.0/8`, `fd00::/8`; a bare address is a range of one.
package struct NetworkPrefix: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    /// How many leading bits count.
    package let length: Int

    /// Reads an address with an optional length; nil for anything else, and where bits after the prefix are set.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let address = IPAddress(first) else { return nil }
        let width = address.isV6 ? 128 : 32
        guard let length = parts.count == 2 ? Self.length(parts[1], upTo: width) : width else { return nil }
        self.address = address
        self.length = length
        guard Self.hasNoBits(of: address, after: length) else { return nil }
    }

    package func contains(_ other: IPAddress) -> Bool {
        switch (address, other) {
        case (.v4(let mine), .v4(let theirs)): length == 0 || mine >> (32 - length) == theirs >> (32 - length)
        case (.v6(let mine), .v6(let theirs)): length == 0 || mine >> (128 - length) == theirs >> (128 - length)
        case (.v4, .v6), (.v6, .v4): false
        }
    }

    /// Whether every address of another range is in this one.
    package func covers(_ other: NetworkPrefix) -> Bool { length <= other.length && contains(other.address) }

    package var description: String { length == (address.isV6 ? 128 : 32) ? "\(address)" : "\(address)/\(length)" }

    private static func length(_ text: some StringProtocol, upTo width: Int) -> Int? {
        guard (1...3).contains(text.utf8.count), text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let length = Int(text) else {
            return nil
        }
        return length <= width ? length : nil
    }

    private static func hasNoBits(of address: IPAddress, after length: Int) -> Bool {
        switch address {
        case .v4(let bits): length == 32 || bits << length == 0
        case .v6(let bits): length == 128 || bits << length == 0
        }
    }
}
