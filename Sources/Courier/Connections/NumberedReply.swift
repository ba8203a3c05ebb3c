internal import ProbeKit

/// A reply of SMTP (RFC 5321, section 4.2) or FTP (RFC 959, section 4.2): three digits, and one or more lines.
struct NumberedReply {
    static let lineLimit = 200

    let code: Int
    /// Each line behind its number, escaped.
    let lines: [String]

    init(_ conversation: inout Conversation) throws(ContactFailure) {
        let first = try conversation.line()
        guard let code = Self.code(of: first) else { throw ContactFailure(.malformed, Quotation.text(first.utf8)) }
        self.code = code
        var lines = [first]
        while let last = lines.last, !Self.ends(last, with: first.prefix(3)) {
            guard lines.count < Self.lineLimit else { throw ContactFailure(.malformed, "a reply of more than \(Self.lineLimit) lines") }
            lines.append(try conversation.line())
        }
        self.lines = lines.map { String(Self.code(of: $0) == code ? $0.dropFirst(4) : $0[...]) }
    }

    /// Its first line, for people.
    var text: String { Quotation.text("\(code) \(lines.first ?? "")".utf8) }

    /// Everything it says, in upper case, words apart.
    var words: [[Substring]] { lines.map { $0.uppercased().split { $0 == " " || $0 == "=" } } }

    /// The number of a line `250 …` or `250-…`; nil for other lines.
    private static func code(of line: String) -> Int? {
        let digits = line.utf8.prefix(3)
        guard digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        guard let next = line.utf8.dropFirst(3).first else { return Int(line) }
        return next == UInt8(ascii: " ") || next == UInt8(ascii: "-") ? Int(line.prefix(3)) : nil
    }

    /// Whether a line is the last of a reply that began with these digits.
    private static func ends(_ line: String, with digits: Substring) -> Bool {
        line.hasPrefix(digits) && (line.utf8.count == 3 || line.utf8.dropFirst(3).first == UInt8(ascii: " "))
    }
}
