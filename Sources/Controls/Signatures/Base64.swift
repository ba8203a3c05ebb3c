/// Base64 with the standard alphabet: RFC 4648, section 4.
package enum Base64 {
    /// The bytes that a text stands for; nil for anything that is no base64. Padding may be left out.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var bits: UInt32 = 0
        var count = 0
        var padding = 0
        for character in text {
            if character == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: character) else { return nil }
            bits = bits << 6 | value
            count += 1
            guard count == 4 else { continue }
            bytes += [UInt8(truncatingIfNeeded: bits >> 16), UInt8(truncatingIfNeeded: bits >> 8), UInt8(truncatingIfNeeded: bits)]
            (bits, count) = (0, 0)
        }
        guard count != 1, padding <= 2 else { return nil }
        if count >= 2 { bytes.append(UInt8(truncatingIfNeeded: bits >> (count == 2 ? 4 : 10))) }
        if count == 3 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
        return bytes
    }

    /// The same, but padding may not be left out: RFC 7468, section 3, and RFC 4648, section 3.2.
    package static func decodePadded(_ text: some Collection<UInt8>) -> [UInt8]? { text.count % 4 == 0 ? decode(text) : nil }

    /// The text for some bytes, without padding.
    package static func encode(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << (8 * (3 - UInt32(group.count)))
            for digit in 0...group.count { text.append(alphabet[Int(bits >> (18 - 6 * UInt32(digit)) & 63)]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The text for some bytes, with padding.
    package static func encodePadded(_ bytes: [UInt8]) -> String {
        encode(bytes) + String(repeating: "=", count: (3 - bytes.count % 3) % 3)
    }

    /// The bytes of a text with padding that is spelled as ``encodePadded(_:)`` does it: what is signed must not have a second spelling.
    package static func decodeExactly(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard let bytes = decodePadded(text), text.elementsEqual(encodePadded(bytes).utf8) else { return nil }
        return bytes
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
