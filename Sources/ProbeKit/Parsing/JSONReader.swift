/// Reads JSON (RFC 8259) that other programs wrote, from the front to the back, keeping only what is asked for.
///
/// Stricter than some: no byte order mark, no comments, nothing behind the value. Nesting is limited, so that no input exhausts the stack;
/// numbers are whole numbers that fit 64 bits, everything else is passed over. A key that stands twice is seen twice.
package struct JSONReader {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0

    private static let depthLimit = 64

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// What the next value is.
    package enum Kind: Hashable, Sendable {
        case object, array, string, number, boolean, null
    }

    /// Makes sure that nothing follows.
    package mutating func end() throws(JSONProblem) {
        skipSpace()
        guard position == bytes.count else { throw problem("something follows the value") }
    }

    package mutating func kind() throws(JSONProblem) -> Kind {
        switch try peek() {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
        case let byte: throw problem("unexpected byte \(byte)")
        }
    }

    /// The members of an object, one after the other; `member` has to read or skip each value.
    package mutating func object(_ member: (inout JSONReader, String) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try enter("{")
        var isFirst = true
        while try !leave("}") {
            if !isFirst { try expect(",") }
            isFirst = false
            let key = try string()
            try expect(":")
            try member(&self, key)
        }
    }

    /// The elements of an array, one after the other; `element` has to read or skip each.
    package mutating func array(_ element: (inout JSONReader) throws(JSONProblem) -> Void) throws(JSONProblem) {
        try enter("[")
        var isFirst = true
        while try !leave("]") {
            if !isFirst { try expect(",") }
            isFirst = false
            try element(&self)
        }
    }

    package mutating func string() throws(JSONProblem) -> String {
        let text = try stringBytes()
        guard let decoded = String(validating: text, as: UTF8.self) else { throw problem("a string that is not UTF-8") }
        return decoded
    }

    /// A string with control characters as they are, in which bytes that are not UTF-8 are replaced: for messages, into which a program may
    /// put whatever it choked on.
    package mutating func repairedString() throws(JSONProblem) -> String {
        String(decoding: try stringBytes(least: 0), as: UTF8.self)
    }

    /// - Parameter least: the smallest byte that may stand for itself.
    private mutating func stringBytes(least: UInt8 = 0x20) throws(JSONProblem) -> ArraySlice<UInt8> {
        try expect("\"")
        let start = position
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\"), bytes[position] >= least
        {
            position += 1
        }
        var text = bytes[start..<position]
        if position < bytes.count, bytes[position] == UInt8(ascii: "\\") {
            var unescaped = Array(text)
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { try readUnit(into: &unescaped, least: least) }
            text = unescaped[...]
        }
        guard position < bytes.count else { throw problem("the text ends within a string") }
        guard bytes[position] == UInt8(ascii: "\"") else { throw problem("a bare control character in a string") }
        position += 1
        return text
    }

    /// A whole number.
    package mutating func integer() throws(JSONProblem) -> Int64 {
        let text = try number()
        guard let value = Int64(String(decoding: text, as: UTF8.self)) else { throw problem("not a whole number of 64 bits") }
        return value
    }

    /// A number as it is written, whole or not.
    package mutating func decimal() throws(JSONProblem) -> String { String(decoding: try number(), as: UTF8.self) }

    package mutating func boolean() throws(JSONProblem) -> Bool {
        if try peek() == UInt8(ascii: "t") {
            try word("true")
            return true
        }
        try word("false")
        return false
    }

    /// A string, or nil for any other value, which is passed over.
    package mutating func stringIfAny() throws(JSONProblem) -> String? {
        if try kind() == .string { return try string() }
        try skip()
        return nil
    }

    /// A whole number, or nil for any other value, which is passed over.
    package mutating func integerIfAny() throws(JSONProblem) -> Int64? {
        guard try kind() == .number else {
            try skip()
            return nil
        }
        return Int64(String(decoding: try number(), as: UTF8.self))
    }

    /// Passes over one value, whatever it is.
    package mutating func skip() throws(JSONProblem) {
        switch try kind() {
        case .object: try object { reader, _ throws(JSONProblem) in try reader.skip() }
        case .array: try array { reader throws(JSONProblem) in try reader.skip() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: try word("null")
        }
    }

    /// What is wrong at this place.
    package func problem(_ text: String) -> JSONProblem {
        JSONProblem(text: text, line: 1 + bytes[..<min(position, bytes.count)].count { $0 == UInt8(ascii: "\n") }, offset: position)
    }

    // MARK: Marks

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }

    private mutating func peek() throws(JSONProblem) -> UInt8 {
        skipSpace()
        guard position < bytes.count else { throw problem(bytes.isEmpty ? "empty" : "the text ends within a value") }
        return bytes[position]
    }

    private mutating func expect(_ mark: Character) throws(JSONProblem) {
        guard try peek() == mark.asciiValue else { throw problem("expected \(mark)") }
        position += 1
    }

    private mutating func enter(_ mark: Character) throws(JSONProblem) {
        try expect(mark)
        depth += 1
        guard depth <= Self.depthLimit else { throw problem("nested deeper than \(Self.depthLimit)") }
    }

    /// Whether the object or array ends here.
    private mutating func leave(_ mark: Character) throws(JSONProblem) -> Bool {
        guard try peek() == mark.asciiValue else { return false }
        position += 1
        depth -= 1
        return true
    }

    private mutating func word(_ text: StaticString) throws(JSONProblem) {
        let expected = Array("\(text)".utf8)
        skipSpace()
        guard bytes[position...].starts(with: expected) else { throw problem("expected \(text)") }
        position += expected.count
    }

    // MARK: Numbers and strings

    private mutating func number() throws(JSONProblem) -> ArraySlice<UInt8> {
        skipSpace()
        let start = position
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let first = position
        try digits()
        if bytes[first] == UInt8(ascii: "0"), position - first > 1 { throw problem("a number that begins with 0") }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try digits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            try digits()
        }
        return bytes[start..<position]
    }

    private mutating func digits() throws(JSONProblem) {
        let start = position
        while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
        guard position > start else { throw problem("expected a digit") }
    }

    /// One byte of a string, or one escape.
    private mutating func readUnit(into text: inout [UInt8], least: UInt8) throws(JSONProblem) {
        let byte = bytes[position]
        guard byte >= least else { throw problem("a bare control character in a string") }
        position += 1
        guard byte == UInt8(ascii: "\\") else { return text.append(byte) }
        guard position < bytes.count else { throw problem("the text ends within a string") }
        let mark = bytes[position]
        position += 1
        switch mark {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(mark)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"): try readScalar(into: &text)
        default: throw problem("an unknown escape")
        }
    }

    private mutating func readScalar(into text: inout [UInt8]) throws(JSONProblem) {
        var value = try hexadecimal()
        if (0xD800...0xDBFF).contains(value) {
            guard bytes[position...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else { throw problem("half a surrogate pair") }
            position += 2
            let low = try hexadecimal()
            guard (0xDC00...0xDFFF).contains(low) else { throw problem("half a surrogate pair") }
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw problem("half a surrogate pair") }
        text.append(contentsOf: String(Character(scalar)).utf8)
    }

    private mutating func hexadecimal() throws(JSONProblem) -> UInt32 {
        guard bytes.count - position >= 4 else { throw problem("the text ends within a string") }
        var value: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { throw problem("not four hexadecimal digits") }
            value = value << 4 | UInt32(digit)
        }
        position += 4
        return value
    }
}

/// Why a text is not the JSON that was expected.
package struct JSONProblem: Error, Hashable, Sendable, CustomStringConvertible {
    package let text: String
    /// From 1.
    package let line: Int
    /// Bytes from the beginning.
    package let offset: Int

    package var description: String { "byte \(offset): \(text)" }
}
