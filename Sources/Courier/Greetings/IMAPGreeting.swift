internal import ProbeKit

/// Asks an IMAP server for its capabilities (RFC 3501, sections 6.1.1 and 7.2.1).
enum IMAPGreeting {
    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        let welcome = try conversation.line()
        let start = welcome.uppercased()
        if start.hasPrefix("* PREAUTH") { return greeting.login = .always }
        guard start.hasPrefix("* OK") else { return }
        let offers = try IMAPStart.capabilities(&conversation)
        guard !offers.isEmpty else { return }
        greeting.offersTLS = offers.contains("STARTTLS")
        let takesPlain = !offers.contains("LOGINDISABLED") || SASL.clear.contains { offers.contains("AUTH=\($0)") }
        greeting.login = takesPlain ? .accepted : .refused
        greeting.detail = takesPlain ? "takes LOGIN before TLS" : "LOGINDISABLED"
        Dovecot.doubt(&greeting, banner: welcome, isWithinHost: conversation.isWithinHost)
        try conversation.say("a3 LOGOUT")
    }
}
