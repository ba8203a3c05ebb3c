import Controls
import ProbeKit

/// The members of an object in a record, none of which stands twice.
struct RecordMembers {
    /// A reader at the value of each member that is there and not null.
    private var values: [String: JSONReader] = [:]
    /// A reader behind the object.
    private var end: JSONReader

    /// What evidence can count to.
    private static let largest: Int64 = (1 << 53) - 1

    /// Reads a whole record of one format.
    init(_ bytes: [UInt8], format: String) throws(JSONProblem) {
        var reader = JSONReader(bytes)
        try self.init(&reader)
        try reader.end()
        let found = try text("format")
        guard found == format else { throw problem("format", "the format is “\(found)”, not \(format)") }
    }

    private init(_ reader: inout JSONReader) throws(JSONProblem) {
        var found: [String: JSONReader] = [:]
        var seen: Set<String> = []
        try reader.object { reader, key throws(JSONProblem) in
            guard seen.insert(key).inserted else { throw reader.problem("the member “\(Subject.escaping(key.utf8))” stands twice") }
            if try reader.kind() != .null { found[key] = reader }
            try reader.skip()
        }
        values = found
        end = reader
    }

    /// What is wrong with a member, with its line.
    func problem(_ key: String, _ text: String) -> JSONProblem { (values[key] ?? end).problem(text) }

    // MARK: Members that may be missing

    /// A text, escaped.
    func optionalText(_ key: String) throws(JSONProblem) -> String? {
        guard var reader = values[key] else { return nil }
        guard try reader.kind() == .string else { throw problem(key, "the member “\(key)” is no string") }
        return Subject.escaping(try reader.string().utf8)
    }

    /// A moment of RFC 3339, in seconds since 1970.
    func optionalTime(_ key: String) throws(JSONProblem) -> Int64? {
        guard let text = try optionalText(key) else { return nil }
        guard let moment = Moment(rfc3339: text) else {
            throw problem(key, "the member “\(key)” is no time such as 2026-11-22T04:05:22Z")
        }
        return moment.seconds
    }

    /// A whole number from 0.
    func optionalCount(_ key: String) throws(JSONProblem) -> Int64? {
        guard var reader = values[key] else { return nil }
        let isNumber = try reader.kind() == .number
        guard isNumber, let count = try reader.integerIfAny(), (0...Self.largest).contains(count) else {
            throw problem(key, "the member “\(key)” is no whole number from 0")
        }
        return count
    }

    /// What a process ended with.
    func optionalExitCode(_ key: String) throws(JSONProblem) -> Int64? {
        guard let code = try optionalCount(key) else { return nil }
        guard code <= 255 else { throw problem(key, "the member “\(key)” is no exit status from 0 to 255") }
        return code
    }

    /// One of the words of an enumeration.
    func optionalWord<Word: RawRepresentable & CaseIterable>(_ key: String) throws(JSONProblem) -> Word? where Word.RawValue == String {
        guard let text = try optionalText(key) else { return nil }
        guard let word = Word(rawValue: text) else {
            let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw problem(key, "the member “\(key)” is none of \(words)")
        }
        return word
    }

    /// Where a backup lies, without user name and password.
    func optionalLocation(_ key: String) throws(JSONProblem) -> String? {
        try optionalText(key).map { KeptLocation.withoutSecrets($0) }
    }

    func optionalObject(_ key: String) throws(JSONProblem) -> RecordMembers? {
        guard var reader = values[key] else { return nil }
        return try RecordMembers(&reader)
    }

    // MARK: Members that have to be there

    func text(_ key: String) throws(JSONProblem) -> String {
        let text = try demanded(key, try optionalText(key))
        guard !text.isEmpty else { throw problem(key, "the member “\(key)” is empty") }
        return text
    }

    func time(_ key: String) throws(JSONProblem) -> Int64 { try demanded(key, try optionalTime(key)) }
    func count(_ key: String) throws(JSONProblem) -> Int64 { try demanded(key, try optionalCount(key)) }
    func exitCode(_ key: String) throws(JSONProblem) -> Int64 { try demanded(key, try optionalExitCode(key)) }

    func word<Word: RawRepresentable & CaseIterable>(_ key: String) throws(JSONProblem) -> Word where Word.RawValue == String {
        let word: Word? = try optionalWord(key)
        return try demanded(key, word)
    }

    private func demanded<Value>(_ key: String, _ value: Value?) throws(JSONProblem) -> Value {
        guard let value else { throw problem(key, "the member “\(key)” is missing") }
        return value
    }

    /// Makes sure that one time does not lie behind another.
    func order(_ earlier: String, _ first: Int64?, before later: String, _ second: Int64) throws(JSONProblem) {
        guard let first, first > second else { return }
        throw problem(earlier, "“\(earlier)” lies behind “\(later)”")
    }
}
