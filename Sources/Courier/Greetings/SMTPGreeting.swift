internal import ProbeKit

/// Asks a mail server what it offers before STARTTLS (RFC 4954, section 3).
enum SMTPGreeting {
    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        let welcome = try NumberedReply(&conversation)
        guard welcome.code == 220 else { return greeting.detail = welcome.text }
        let answer = try SMTPStart.hello(&conversation)
        guard answer.code == 250 else { return greeting.detail = answer.text }
        judge(answer, &greeting)
        try conversation.say("QUIT")
    }

    /// Reads the answer to EHLO.
    static func judge(_ answer: NumberedReply, _ greeting: inout Greeting) {
        greeting.offersTLS = answer.words.contains { $0.first == "STARTTLS" }
        let mechanisms = answer.words.filter { $0.first == "AUTH" }.flatMap { $0.dropFirst() }
        greeting.login = mechanisms.contains { SASL.clear.contains($0) } ? .accepted : .refused
        greeting.detail = mechanisms.isEmpty ? "no AUTH before TLS" : Quotation.text("AUTH \(mechanisms.joined(separator: " "))".utf8)
    }
}

/// Mechanisms that carry the password itself (RFC 4616, draft-murchison-sasl-login), or a token that is as good (RFC 7628, and what
/// was before it).
enum SASL {
    static let clear: Set<Substring> = ["PLAIN", "LOGIN", "OAUTHBEARER", "XOAUTH2"]
}
