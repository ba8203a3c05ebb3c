/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (`::ffff:127.0.0.1`) is the IPv4 address that it stands for.
package enum IPAddress: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// In host order: 127.0.0.1 is 0x7F000001.
    case v4(UInt32)
    case v6(UInt128)

    /// 4 bytes for IPv4 or 16 for IPv6, in network order; nil for any other count.
    package init?(networkOrder bytes: ArraySlice<UInt8>) {
        switch bytes.count {
        case 4: self = .v4(bytes.reduce(0) { $0 << 8 | UInt32($1) })
        case 16: self = Self.plain(bytes.reduce(0) { $0 << 8 | UInt128($1) })
        default: return nil
        }
    }

    /// Reads `192.0.2.1`, `2001:db8::1` or `::ffff:192.0.2.1`; nil for anything else, zones and leading zeros included.
    package init?(_ text: some StringProtocol) {
        if let address = Self.dottedQuad(text) {
            self = .v4(address)
        } else if let address = Self.colonHexadecimal(text) {
            self = Self.plain(address)
        } else {
            return nil
        }
    }

    package static let wildcardV4 = IPAddress.v4(0)
    package static let wildcardV6 = IPAddress.v6(0)

    package var isV6: Bool {
        switch self {
        case .v4: false
        case .v6: true
        }
    }

    /// The usual text; IPv6 as RFC 5952 asks.
    package var description: String {
        switch self {
        case .v4(let address): [24, 16, 8, 0].map { String(address >> $0 & 0xFF) }.joined(separator: ".")
        case .v6(let address): Self.shortest(address)
        }
    }

    /// IPv4 first, then by number.
    package static func < (first: IPAddress, second: IPAddress) -> Bool {
        switch (first, second) {
        case (.v4(let left), .v4(let right)): left < right
        case (.v6(let left), .v6(let right)): left < right
        case (.v4, .v6): true
        case (.v6, .v4): false
        }
    }

    private static func plain(_ address: UInt128) -> IPAddress {
        address >> 32 == 0xFFFF ? .v4(UInt32(truncatingIfNeeded: address)) : .v6(address)
    }

    private static func dottedQuad(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var address: UInt32 = 0
        for part in parts {
            guard part.utf8.count <= 3, part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let byte = UInt8(part),
                part.utf8.count == 1 || part.utf8.first != UInt8(ascii: "0")
            else { return nil }
            address = address << 8 | UInt32(byte)
        }
        return address
    }

    private static func colonHexadecimal(_ text: some StringProtocol) -> UInt128? {
        guard text.utf8.count <= 45, let halves = splitAtGap(String(text)) else { return nil }
        guard let head = groups(halves.head, isLast: halves.tail == nil) else { return nil }
        guard let tailText = halves.tail else { return head.count == 8 ? joined(head) : nil }
        guard let tail = groups(tailText, isLast: true), head.count + tail.count < 8 else { return nil }
        return joined(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    /// The text before and after `::`; no tail where there is none; nil where it stands twice.
    private static func splitAtGap(_ text: String) -> (head: Substring, tail: Substring?)? {
        guard let gap = firstGap(in: text[...]) else { return (text[...], nil) }
        let tail = text[text.index(gap, offsetBy: 2)...]
        return firstGap(in: tail) == nil && !tail.hasPrefix(":") ? (text[..<gap], tail) : nil
    }

    private static func firstGap(in text: Substring) -> String.Index? {
        zip(text.indices, text.indices.dropFirst()).first { text[$0] == ":" && text[$1] == ":" }?.0
    }

    /// Groups of up to four digits; the last may be an IPv4 address, which counts as two.
    private static func groups(_ text: Substring, isLast: Bool) -> [UInt16]? {
        if text.isEmpty { return [] }
        var groups: [UInt16] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, let quad = dottedQuad(part) {
                groups += [UInt16(quad >> 16), UInt16(quad & 0xFFFF)]
            } else {
                guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else {
                    return nil
                }
                groups.append(group)
            }
        }
        return groups
    }

    private static func joined(_ groups: [UInt16]) -> UInt128 { groups.reduce(0) { $0 << 16 | UInt128($1) } }

    private static func shortest(_ address: UInt128) -> String {
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: address >> (112 - 16 * $0)) }
        var gap = 0..<0
        var start = 0
        for index in 0...8 where index == 8 || groups[index] != 0 {
            if index - start > max(gap.count, 1) { gap = start..<index }
            start = index + 1
        }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        return gap.isEmpty ? text(groups[...]) : text(groups[..<gap.lowerBound]) + "::" + text(groups[gap.upperBound...])
    }
}
