internal import ProbeKit

/// Asks an FTP server for its features (RFC 2389), then says a user name to see whether it wants the password.
enum FTPGreeting {
    static func ask(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        let welcome = try FTPStart.greeting(&conversation)
        greeting.detail = welcome.text
        if welcome.code == 220 { try askForUser(&conversation, &greeting) }
    }

    /// What follows the welcome.
    static func askForUser(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        try conversation.say("FEAT")
        try greeting.offersTLS = NumberedReply(&conversation).words.contains { $0.first == "AUTH" && $0.contains { $0.hasPrefix("TLS") } }
        try conversation.say("USER soc2d")
        let answer = try NumberedReply(&conversation)
        greeting.detail = answer.text
        greeting.login = login(after: answer)
        guard greeting.login != .unknown || !isRefusal(answer) else { return try askForGuest(&conversation, &greeting) }
        try conversation.say("QUIT")
    }

    /// Where one user is refused, guests may get in. That they do not says nothing about other users.
    private static func askForGuest(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        try conversation.say("USER anonymous")
        let answer = try NumberedReply(&conversation)
        if login(after: answer) == .accepted {
            greeting.login = .accepted
            greeting.detail = Quotation.text("USER anonymous: \(answer.text)".utf8)
        }
        try conversation.say("QUIT")
    }

    /// A refusal may be meant for the user, or be a full server's; only one that asks for protection says what others are told.
    private static func login(after answer: NumberedReply) -> Greeting.Login {
        switch answer.code {
        case 230, 232, 331, 332: .accepted
        // “Requires SSL”: RFC 4217, section 12; 522 is what some servers say instead.
        case 522, 534: .refused
        case 400..<600 where DemandForProtection.isMade(by: answer.lines.joined(separator: " "), orNaming: ["auth"]): .refused
        default: .unknown
        }
    }

    /// Whether it refuses the user, and goes on: after `421` it closes (RFC 959, section 4.2.2).
    private static func isRefusal(_ answer: NumberedReply) -> Bool { (400..<600).contains(answer.code) && answer.code != 421 }
}
