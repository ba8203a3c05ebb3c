import Controls

/// Canonical JSON being written or read. One description of a type's fields serves both ways.
package struct RecordForm {
    /// What has been written, or is being read.
    package private(set) var bytes: [UInt8]
    private var position = 0
    /// Where reading ends.
    private let limit: Int
    /// Whether values are read. What is written need not be made of its parts again.
    package let isReading: Bool
    /// Whether the open object or array has no member yet.
    private var isFirst = true
    private var lastKey = ""
    private var depth = 0

    /// Takes what is written, piece by piece; nil where all of it stays.
    private var drain: (([UInt8]) -> Void)?

    /// Bytes.
    private static let pieceSize = 1 << 16
    private static let depthLimit = 32
    private static let largest = 1 << 53 - 1

    package init() {
        bytes = []
        limit = 0
        isReading = false
    }

    /// Writes what is too large to be held.
    init(drainingInto drain: @escaping ([UInt8]) -> Void) {
        self.init()
        self.drain = drain
    }

    package init(reading bytes: [UInt8]) { self.init(reading: bytes, in: bytes.indices) }

    /// Reads a part of some bytes, without copying it.
    package init(reading bytes: [UInt8], in part: Range<Int>) {
        self.bytes = bytes
        position = part.lowerBound
        limit = part.upperBound
        isReading = true
    }

    /// Makes sure that nothing follows.
    package func end() throws(RecordProblem) {
        if isReading, position != limit { throw problem("more after the end of the record") }
    }

    /// Ends a line, where records are written one a line.
    mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }

    /// Writes bytes that are a record already.
    package mutating func appendRecord(_ record: [UInt8]) { bytes += record }

    /// Hands over what has been written so far, and forgets it.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    // MARK: Fields

    /// A field that is always there.
    package mutating func field(_ key: String, _ value: inout some Recorded) throws(RecordProblem) {
        try startField(key)
        try inner(&value, after: key)
    }

    /// A field that is left out where there is nothing to say.
    package mutating func field<Value: Recorded>(_ key: String, _ value: inout Value?) throws(RecordProblem) {
        if isReading {
            guard try startsField(key) else {
                value = nil
                return
            }
        } else {
            guard value != nil else { return }
            try writeKey(key)
        }
        var carried = value ?? Value()
        try inner(&carried, after: key)
        value = carried
    }

    /// The same for text, which most fields are: without the detour over a protocol that nobody has to look up.
    package mutating func field(_ key: String, _ value: inout String) throws(RecordProblem) {
        try startField(key)
        try string(&value)
        endField(key)
    }

    private mutating func startField(_ key: String) throws(RecordProblem) {
        guard isReading else { return try writeKey(key) }
        guard try startsField(key) else { throw problem("\(key) is missing") }
    }

    private mutating func endField(_ key: String) {
        isFirst = false
        lastKey = key
    }

    /// A field that holds one word of an enumeration.
    package mutating func word<Word: RawRepresentable>(_ key: String, _ value: inout Word) throws(RecordProblem)
    where Word.RawValue == String {
        var raw = isReading ? "" : value.rawValue
        try field(key, &raw)
        guard isReading else { return }
        guard let word = Word(rawValue: raw) else { throw problem("\(key) holds an unknown word") }
        value = word
    }

    /// A field that holds one word of an enumeration, or is left out.
    package mutating func word<Word: RawRepresentable>(_ key: String, _ value: inout Word?) throws(RecordProblem)
    where Word.RawValue == String {
        var raw = isReading ? nil : value?.rawValue
        try field(key, &raw)
        guard isReading else { return }
        value = try raw.map { word throws(RecordProblem) in
            guard let known = Word(rawValue: word) else { throw problem("\(key) holds an unknown word") }
            return known
        }
    }

    private mutating func inner(_ value: inout some Recorded, after key: String) throws(RecordProblem) {
        try value.record(in: &self)
        endField(key)
    }

    private mutating func writeKey(_ key: String) throws(RecordProblem) {
        guard isFirst || lastKey < key else { throw problem("\(key) is out of order") }
        if !isFirst { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: key.utf8)
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// Moves over `,"key":` if that comes next.
    private mutating func startsField(_ key: String) throws(RecordProblem) -> Bool {
        var ahead = position
        if !isFirst {
            guard ahead < limit, bytes[ahead] == UInt8(ascii: ",") else { return false }
            ahead += 1
        }
        guard skip("\"", at: &ahead), skip(key, at: &ahead), skip("\":", at: &ahead) else { return false }
        position = ahead
        return true
    }

    private func skip(_ text: String, at place: inout Int) -> Bool {
        let wanted = text.utf8.span
        guard limit - place >= wanted.count else { return false }
        for index in wanted.indices where bytes[place + index] != wanted[index] { return false }
        place += wanted.count
        return true
    }

    // MARK: Values

    mutating func beginObject() throws(RecordProblem) {
        try enter()
        try punctuation("{")
        isFirst = true
    }

    mutating func endObject() throws(RecordProblem) {
        try punctuation("}")
        depth -= 1
    }

    mutating func array<Element: Recorded>(_ elements: inout [Element]) throws(RecordProblem) {
        try enter()
        try punctuation("[")
        if isReading {
            elements = []
            while position < limit, bytes[position] != UInt8(ascii: "]") {
                if !elements.isEmpty { try punctuation(",") }
                var element = Element()
                try element.record(in: &self)
                elements.append(element)
            }
        } else {
            for index in elements.indices {
                if index != elements.startIndex { bytes.append(UInt8(ascii: ",")) }
                try elements[index].record(in: &self)
                if let drain, bytes.count > Self.pieceSize { drain(takeBytes()) }
            }
        }
        try punctuation("]")
        depth -= 1
    }

    mutating func integer<Number: FixedWidthInteger>(_ value: inout Number) throws(RecordProblem) {
        guard isReading else {
            guard let exact = Int(exactly: value), exact.magnitude <= UInt(Self.largest) else { throw problem("integer beyond 2^53") }
            if exact >= 0, exact < 10 {
                bytes.append(UInt8(ascii: "0") + UInt8(exact))
            } else {
                bytes.append(contentsOf: String(exact).utf8)
            }
            return
        }
        let start = position
        var isNegative = false
        var magnitude = 0
        if position < limit, bytes[position] == UInt8(ascii: "-") {
            isNegative = true
            position += 1
        }
        let firstDigit = position
        while position < limit, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) {
            magnitude = magnitude * 10 + Int(bytes[position] - UInt8(ascii: "0"))
            position += 1
            guard magnitude <= Self.largest else { throw problem("integer beyond 2^53") }
        }
        let digits = position - firstDigit
        let isCanonical = digits > 0 && (digits == 1 || bytes[firstDigit] != UInt8(ascii: "0")) && !(isNegative && magnitude == 0)
        guard isCanonical, let number = Number(exactly: isNegative ? -magnitude : magnitude) else {
            position = start
            throw problem("not a canonical integer of the expected size")
        }
        value = number
    }

    mutating func boolean(_ value: inout Bool) throws(RecordProblem) {
        guard isReading else {
            bytes.append(contentsOf: (value ? "true" : "false").utf8)
            return
        }
        if skip("true", at: &position) {
            value = true
        } else if position < limit, bytes[position] == UInt8(ascii: "f") {
            try punctuation("false")
            value = false
        } else {
            throw problem("not true or false")
        }
    }

    mutating func string(_ value: inout String) throws(RecordProblem) {
        if isReading { value = try readString() } else { appendJSONString(value, to: &bytes) }
    }

    private mutating func readString() throws(RecordProblem) -> String {
        try punctuation("\"")
        let start = position
        position = plainEnd
        guard position < limit else { throw problem("string without end") }
        var text = bytes[start..<position]
        if bytes[position] != UInt8(ascii: "\"") {
            var unescaped = Array(text)
            while position < limit, bytes[position] != UInt8(ascii: "\"") { try unescaped.append(readUnit()) }
            text = unescaped[...]
        }
        try punctuation("\"")
        guard let decoded = String(validating: text, as: UTF8.self) else { throw problem("string is not UTF-8") }
        return decoded
    }

    /// Where the next byte stands that ends a string or is escaped in one.
    private var plainEnd: Int {
        let (bytes, limit) = (bytes.span, limit)
        var place = position
        while place < limit {
            let byte = bytes[place]
            if byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { break }
            place += 1
        }
        return place
    }

    /// One byte of a string, escaped only where and as the canonical form escapes it.
    private mutating func readUnit() throws(RecordProblem) -> UInt8 {
        let byte = bytes[position]
        guard byte == UInt8(ascii: "\\") else {
            guard byte >= 0x20 else { throw problem("bare control character") }
            position += 1
            return byte
        }
        for code in [UInt8(ascii: "\""), UInt8(ascii: "\\")] + Array(UInt8(0)..<0x20) {
            var form: [UInt8] = []
            appendJSONUnit(code, to: &form)
            if bytes[position...].starts(with: form) {
                position += form.count
                return code
            }
        }
        throw problem("escape that is not canonical")
    }

    private mutating func enter() throws(RecordProblem) {
        depth += 1
        guard depth <= Self.depthLimit else { throw problem("nested deeper than \(Self.depthLimit)") }
    }

    private mutating func punctuation(_ text: String) throws(RecordProblem) {
        guard isReading else {
            bytes.append(contentsOf: text.utf8)
            return
        }
        guard skip(text, at: &position) else { throw problem("expected \(text)") }
    }

    private func problem(_ text: String) -> RecordProblem { RecordProblem(text: text, offset: isReading ? position : bytes.count) }
}
