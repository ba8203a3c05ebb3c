internal import ProbeKit

/// STARTTLS in IMAP (RFC 3501, section 6.2.1).
enum IMAPStart {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        let greeting = try conversation.line().uppercased()
        // Once authenticated, STARTTLS is not allowed (section 6.2).
        guard !greeting.hasPrefix("* PREAUTH") else { throw ContactFailure(.plaintext, Quotation.text(greeting.utf8)) }
        guard greeting.hasPrefix("* OK") else {
            throw ContactFailure(greeting.hasPrefix("* BYE") ? .refusing : .malformed, Quotation.text(greeting.utf8))
        }
        guard try capabilities(&conversation).contains("STARTTLS") else { throw ContactFailure(.plaintext, "no STARTTLS offered") }
        try conversation.say("a2 STARTTLS")
        let answer = try reply("A2", &conversation).last ?? ""
        guard answer.hasPrefix("A2 OK") else { throw ContactFailure(.refusing, Quotation.text(answer.utf8)) }
    }

    /// What the server can do now, in upper case.
    static func capabilities(_ conversation: inout Conversation) throws(ContactFailure) -> Set<Substring> {
        try conversation.say("a1 CAPABILITY")
        let lines = try reply("A1", &conversation)
        return Set(lines.filter { $0.hasPrefix("* CAPABILITY ") }.flatMap { $0.split(separator: " ").dropFirst(2) })
    }

    /// The lines up to the one with our tag, in upper case.
    private static func reply(_ tag: String, _ conversation: inout Conversation) throws(ContactFailure) -> [String] {
        var lines: [String] = []
        while true {
            let line = try conversation.line().uppercased()
            lines.append(line)
            if line.hasPrefix("\(tag) ") { return lines }
            guard line.hasPrefix("* "), lines.count < NumberedReply.lineLimit else {
                throw ContactFailure(.malformed, Quotation.text(line.utf8))
            }
        }
    }
}
