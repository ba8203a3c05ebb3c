internal import ProbeKit

/// Asks a POP3 server for its capabilities (RFC 2449), and where they do not tell, whether it wants a user name.
enum POP3Greeting {
    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        let welcome = try conversation.line()
        guard POP3Start.isYes(welcome) else { return }
        let offers = try POP3Start.capabilities(&conversation) ?? []
        greeting.offersTLS = offers.contains { $0.first == "STLS" }
        let takesPlain = offers.contains { $0.first == "USER" || $0.first == "SASL" && !SASL.clear.isDisjoint(with: $0) }
        if takesPlain { greeting.login = .accepted } else { try askForUser(&conversation, &greeting) }
        Dovecot.doubt(&greeting, banner: welcome, isWithinHost: conversation.isWithinHost)
        try conversation.say("QUIT")
    }

    /// A refusal may be meant for the user alone. It holds for all where it asks for protection, or where the server offers nothing but
    /// to change to TLS.
    private static func askForUser(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        try conversation.say("USER soc2d")
        let answer = try conversation.line()
        greeting.detail = Quotation.text(answer.utf8)
        if POP3Start.isYes(answer) { greeting.login = .accepted }
        if POP3Start.isNo(answer), greeting.offersTLS || DemandForProtection.isMade(by: answer) { greeting.login = .refused }
    }
}

/// Dovecot takes a connection from its own host for protected, and offers there what it may refuse to others (“SSL
/// Configuration” in its manual: disable_plaintext_auth, auth_allow_cleartext).
enum Dovecot {
    static func doubt(_ greeting: inout Greeting, banner: String, isWithinHost: Bool) {
        guard greeting.login == .accepted, isWithinHost, banner.uppercased().contains("DOVECOT") else { return }
        greeting.login = .unknown
        greeting.detail = "Dovecot trusts its own host: what it takes from others cannot be seen from here"
    }
}
