internal import ProbeKit

/// STARTTLS in SMTP (RFC 3207).
enum SMTPStart {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        let greeting = try NumberedReply(&conversation)
        guard greeting.code == 220 else { throw .refused(greeting) }
        let capabilities = try hello(&conversation)
        guard capabilities.code == 250 else { throw .refused(capabilities) }
        guard capabilities.words.contains(where: { $0.first == "STARTTLS" }) else {
            throw ContactFailure(.plaintext, "no STARTTLS offered")
        }
        try conversation.say("STARTTLS")
        let answer = try NumberedReply(&conversation)
        guard answer.code == 220 else { throw .refused(answer) }
    }

    /// Introduces us, and gives what the server can do.
    static func hello(_ conversation: inout Conversation) throws(ContactFailure) -> NumberedReply {
        try conversation.say("EHLO localhost")
        return try NumberedReply(&conversation)
    }
}

extension ContactFailure {
    /// It speaks the protocol and will not go on: a full or forbidden service says that too, so it proves nothing about TLS.
    static func refused(_ reply: NumberedReply) -> ContactFailure {
        ContactFailure((400..<600).contains(reply.code) ? .refusing : .malformed, reply.text)
    }
}
