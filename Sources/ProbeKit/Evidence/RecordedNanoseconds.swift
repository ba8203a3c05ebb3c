package import Controls

/// Nanoseconds pass 2^53 after 104 days, so they are kept as decimal strings, as RFC 7493 section 2.2 advises: `"1790000000000000000"`.
extension RecordForm {
    package mutating func nanoseconds(_ key: String, _ value: inout Int64) throws(RecordProblem) {
        var text = String(value)
        try field(key, &text)
        value = try Self.nanoseconds(text, of: key, at: bytes.count)
    }

    package mutating func nanoseconds(_ key: String, _ value: inout Moment) throws(RecordProblem) {
        var count = value.nanoseconds
        try nanoseconds(key, &count)
        value = Moment(nanoseconds: count)
    }

    package mutating func nanoseconds(_ key: String, _ value: inout Moment?) throws(RecordProblem) {
        var text = value.map { String($0.nanoseconds) }
        try field(key, &text)
        value = try text.map { text throws(RecordProblem) in
            Moment(nanoseconds: try Self.nanoseconds(text, of: key, at: bytes.count))
        }
    }

    package mutating func nanoseconds(_ key: String, _ value: inout TimeSpan) throws(RecordProblem) {
        var count = value.nanoseconds
        try nanoseconds(key, &count)
        value = TimeSpan(nanoseconds: count)
    }

    package mutating func nanoseconds(_ key: String, _ value: inout TimeSpan?) throws(RecordProblem) {
        var moment = value.map { Moment(nanoseconds: $0.nanoseconds) }
        try nanoseconds(key, &moment)
        value = moment.map { TimeSpan(nanoseconds: $0.nanoseconds) }
    }

    private static func nanoseconds(_ text: String, of key: String, at offset: Int) throws(RecordProblem) -> Int64 {
        guard let count = Int64(text), count.isSpelled(text) else {
            throw RecordProblem(text: "\(key) is not a whole number of nanoseconds", offset: offset)
        }
        return count
    }
}

extension Int64 {
    /// Whether some digits that mean this number are its one spelling.
    fileprivate func isSpelled(_ text: String) -> Bool {
        let digits = text.utf8.first == UInt8(ascii: "-") ? text.utf8.dropFirst() : text.utf8[...]
        return digits.first == UInt8(ascii: "0") ? text == "0" : text.utf8.first != UInt8(ascii: "+")
    }
}
