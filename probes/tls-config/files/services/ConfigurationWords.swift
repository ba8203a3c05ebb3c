import ProbeKit

/// The words of a line: separated by white space; quotes and backslashes hold a word together; `#` at the start of a word ends
/// the line. Nil where a quote is not closed.
enum ConfigurationWords {
    static func of(_ line: ArraySlice<UInt8>, comments: Bool = true) -> [[UInt8]]? {
        var words: [[UInt8]] = []
        var rest = line.trimmingReturn
        while true {
            rest = rest.drop(while: isSpace)
            guard let first = rest.first, !(comments && first == UInt8(ascii: "#")) else { return words }
            guard let word = word(&rest) else { return nil }
            words.append(word)
        }
    }

    private static func word(_ rest: inout ArraySlice<UInt8>) -> [UInt8]? {
        var word: [UInt8] = []
        var quote: UInt8?
        while let byte = rest.first, quote != nil || !isSpace(byte) {
            rest = rest.dropFirst()
            if byte == quote {
                quote = nil
            } else if quote == nil, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: "\\"), quote != UInt8(ascii: "'"), let next = rest.first {
                rest = rest.dropFirst()
                word.append(next)
            } else {
                word.append(byte)
            }
        }
        return quote == nil ? word : nil
    }

    static func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || (0x09...0x0D).contains(byte) }
}

extension Collection<UInt8> {
    /// Whether the bytes are a keyword, whatever the case of its letters.
    func isWord(_ word: String) -> Bool { count == word.utf8.count && lowercased.elementsEqual(word.utf8) }

    /// The bytes as text for a `switch` over keywords: not for names or paths, whose bytes it may change.
    var keyword: String { String(decoding: lowercased, as: UTF8.self) }
}

extension ArraySlice<UInt8> {
    /// The line in two at the first of a byte, without white space around the halves; nil where it has none.
    func halves(at separator: UInt8) -> (name: ArraySlice<UInt8>, value: ArraySlice<UInt8>)? {
        guard let place = firstIndex(of: separator) else { return nil }
        return (self[..<place].trimmed, self[(place + 1)...].trimmingReturn.trimmed)
    }

    /// The bytes without a pair of quotes around them.
    var unquoted: ArraySlice<UInt8> {
        guard count >= 2, let first, first == last, first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") else { return self }
        return dropFirst().dropLast()
    }

    /// The port behind the last colon of an address, or the whole where it is a number; nil where there is none.
    var port: UInt16? {
        let text = lastIndex(of: UInt8(ascii: ":")).map { self[($0 + 1)...] } ?? self
        return text.decimal.flatMap { UInt16(exactly: $0) }
    }
}
