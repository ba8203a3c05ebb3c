/// How names from the host are written: as text in which `%`, control characters, and bytes that are not UTF-8 are
/// percent-encoded, so that two names never fall together and no name can forge output.
package enum Subject {
    /// Whether a subject stands for a source that could not be enumerated, and not for something found in it.
    package static func isSource(_ subject: String) -> Bool { subject.hasPrefix("source:") }

    /// The escaped form of a name.
    package static func escaping(_ bytes: some Collection<UInt8>) -> String {
        if bytes.allSatisfy(isPlain) { return String(decoding: bytes, as: UTF8.self) }
        var escaped = ""
        var decoder = UTF8()
        let all = Array(bytes)
        var position = 0
        while position < all.count {
            var rest = all[position...].makeIterator()
            switch decoder.decode(&rest) {
            case .scalarValue(let scalar):
                let width = UTF8.width(scalar)
                if scalar.isPrintable, scalar != "%" {
                    escaped.unicodeScalars.append(scalar)
                } else {
                    for byte in all[position..<position + width] { escaped += encoded(byte) }
                }
                position += width
            case .emptyInput, .error:
                escaped += encoded(all[position])
                position += 1
            }
            decoder = UTF8()
        }
        return escaped
    }

    /// The same for the slices that parsers hand over: a loop over a known type takes a third of the time, and a host may
    /// have hundreds of thousands of names.
    package static func escaping(_ bytes: ArraySlice<UInt8>) -> String {
        for byte in bytes where !isPlain(byte) { return escaping(AnyCollection(bytes)) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package static func escaping(_ bytes: [UInt8]) -> String { escaping(bytes[...]) }

    /// The bytes that an escaped name stands for.
    package static func unescaping(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.contains(UInt8(ascii: "%")) else { return bytes }
        var plain: [UInt8] = []
        var position = 0
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "%"), position + 2 < bytes.count,
                let value = UInt8(String(decoding: bytes[position + 1...position + 2], as: UTF8.self), radix: 16)
            {
                plain.append(value)
                position += 3
            } else {
                plain.append(bytes[position])
                position += 1
            }
        }
        return plain
    }

    private static func isPlain(_ byte: UInt8) -> Bool { byte >= 0x20 && byte < 0x7F && byte != UInt8(ascii: "%") }

    private static func encoded(_ byte: UInt8) -> String {
        let digits = String(byte, radix: 16, uppercase: true)
        return digits.count == 1 ? "%0\(digits)" : "%\(digits)"
    }
}
