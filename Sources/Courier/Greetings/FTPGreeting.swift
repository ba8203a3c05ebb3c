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
        switch answer.code {
        case 230, 232, 331, 332: greeting.login = .accepted
        case 421, 521, 522, 530, 534, 550: greeting.login = .refused
        default: break
        }
        try conversation.say("QUIT")
    }
}
