internal import ProbeKit

/// AUTH TLS in FTP (RFC 4217, section 4).
enum FTPStart {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        let greeting = try greeting(&conversation)
        guard greeting.code == 220 else { throw .refused(greeting) }
        try conversation.say("AUTH TLS")
        let answer = try NumberedReply(&conversation)
        switch answer.code {
        case 234: return
        // Not known, not built in, not for this mechanism, or behind a login: it is not offered.
        case 500, 502, 504, 530, 534: throw ContactFailure(.plaintext, answer.text)
        default: throw .refused(answer)
        }
    }

    /// The greeting, after any `120` that asks for patience (RFC 959, section 5.4).
    static func greeting(_ conversation: inout Conversation) throws(ContactFailure) -> NumberedReply {
        let first = try NumberedReply(&conversation)
        return first.code == 120 ? try NumberedReply(&conversation) : first
    }
}
