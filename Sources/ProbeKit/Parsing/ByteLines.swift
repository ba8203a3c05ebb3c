import Controls

/// The lines of a file with their numbers, without line ends; a CR before the LF is kept, since most readers keep it.
package struct ByteLines: Sequence, IteratorProtocol, Sendable {
    private var rest: ArraySlice<UInt8>
    private var number = 0

    package init(_ bytes: [UInt8]) { rest = bytes[...] }
    package init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    /// The next line with its number, from 1.
    package mutating func next() -> (number: Int, line: ArraySlice<UInt8>)? {
        guard !rest.isEmpty else { return nil }
        number += 1
        let end = rest.firstIndex(of: UInt8(ascii: "\n")) ?? rest.endIndex
        let line = rest[rest.startIndex..<end]
        rest = rest[Swift.min(end + 1, rest.endIndex)...]
        return (number, line)
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without spaces and tabs at both ends.
    package var trimmed: ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
        let start = drop(while: isSpace)
        guard let last = start.lastIndex(where: { !isSpace($0) }) else { return [] }
        return start[...last]
    }

    /// The bytes as text, escaped as ``Subject`` says.
    package var escaped: String { Subject.escaping(self) }

    /// A decimal number of digits only; nil for anything else, for an empty text, and for more than fits.
    package var decimal: Int? {
        guard !isEmpty, count <= 18 else { return nil }
        var value = 0
        for byte in self {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
            value = value * 10 + Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}

extension Sequence<UInt8> {
    /// ASCII capitals as small letters.
    package var lowercased: [UInt8] { map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 } }
}
