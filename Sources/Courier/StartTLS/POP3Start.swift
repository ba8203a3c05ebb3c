internal import ProbeKit

/// STLS in POP3 (RFC 2595, section 4).
enum POP3Start {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        let greeting = try conversation.line()
        guard isYes(greeting) else { throw ContactFailure(isNo(greeting) ? .refusing : .malformed, Quotation.text(greeting.utf8)) }
        let isOffered = try capabilities(&conversation)?.contains { $0.first == "STLS" } ?? false
        try conversation.say("STLS")
        let answer = try conversation.line()
        if isYes(answer) { return }
        guard isNo(answer) else { throw ContactFailure(.malformed, Quotation.text(answer.utf8)) }
        throw ContactFailure(isOffered ? .refusing : .plaintext, Quotation.text(answer.utf8))
    }

    /// The words of each capability, in upper case (RFC 2449, section 5); nil where the command is not known.
    static func capabilities(_ conversation: inout Conversation) throws(ContactFailure) -> [[Substring]]? {
        try conversation.say("CAPA")
        guard isYes(try conversation.line()) else { return nil }
        var lines: [[Substring]] = []
        while true {
            let line = try conversation.line()
            if line == "." { return lines }
            guard lines.count < NumberedReply.lineLimit else { throw ContactFailure(.malformed, "a list of capabilities without end") }
            lines.append(line.uppercased().split(separator: " "))
        }
    }

    static func isYes(_ line: String) -> Bool { line.hasPrefix("+OK") }

    static func isNo(_ line: String) -> Bool { line.hasPrefix("-ERR") }
}
