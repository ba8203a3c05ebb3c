internal import Controls
package import ProbeKit

/// Finds out how a service speaks in the clear, and whether it would take credentials that way. It never sends a password, and to a
/// service that it does not recognise nothing but one ClientHello.
package struct GreetingContact: Sendable {
    private let request: GreetingRequest

    package init(_ request: GreetingRequest) { self.request = request }

    /// Milliseconds that a service has to speak first.
    private var patience: Int { min(2000, request.deadline / 3) }

    package func greeting() -> Greeting {
        switch request.transport {
        case .tcp: overStream()
        case .udp where request.suggested == .tftp: TFTPContact(request).greeting()
        case .udp, .udplite, .sctp, .raw: Greeting(.silent, "nothing was sent: no protocol is known for this socket")
        }
    }

    private func overStream() -> Greeting {
        do {
            let deadline = Deadline.after(milliseconds: request.deadline)
            let connection = try Service(request.address, port: request.port).connect(until: deadline)
            var conversation = Conversation(connection)
            return try hear(&conversation)
        } catch {
            return Greeting(error)
        }
    }

    private func hear(_ conversation: inout Conversation) throws(ContactFailure) -> Greeting {
        // These two say nothing before the client does.
        if request.suggested == .ldap { return LDAPGreeting.heard(&conversation) }
        if request.suggested == .http { return try tryTLS(&conversation) }
        switch try conversation.opening(until: .after(milliseconds: patience)) {
        case .closed: return Greeting(.closing, "closed without a word")
        case .silence: return try afterSilence(&conversation)
        case .words(let words): return recognised(words, &conversation)
        }
    }

    private func afterSilence(_ conversation: inout Conversation) throws(ContactFailure) -> Greeting {
        switch request.suggested {
        case .rexec, .rlogin, .rsh: Greeting(.silent, "waits for a user name, which is not sent")
        case .ftp, .http, .imap, .ldap, .pop3, .rsync, .smtp, .ssh, .telnet, .tftp, .vnc, nil: try tryTLS(&conversation)
        }
    }

    private func recognised(_ words: [UInt8], _ conversation: inout Conversation) -> Greeting {
        switch Banner(words, suggested: request.suggested) {
        case .unknown: return Greeting(.unrecognised, Quotation.firstLine(words))
        case .ftpOrSMTP: return MailOrFilesGreeting.heard(&conversation, words)
        case .known(let spoken):
            var greeting = Greeting(spoken, Quotation.firstLine(words))
            do { try login(spoken, words, &conversation, &greeting) } catch { greeting.detail = Quotation.text(error.text.utf8) }
            return greeting
        }
    }

    /// Asks what is asked before a password. Where that fails, nothing is known about logins.
    private func login(
        _ spoken: CleartextProtocol, _ words: [UInt8], _ conversation: inout Conversation, _ greeting: inout Greeting
    ) throws(ContactFailure) {
        switch spoken {
        case .ftp: try FTPGreeting.ask(&conversation, &greeting)
        case .imap: try IMAPGreeting.ask(&conversation, &greeting)
        case .pop3: try POP3Greeting.ask(&conversation, &greeting)
        case .smtp: try SMTPGreeting.ask(&conversation, &greeting)
        case .vnc: try VNCGreeting.ask(&conversation, &greeting)
        case .telnet: TelnetGreeting.judge(words, &greeting)
        // No logins, or such as protect neither themselves nor what follows.
        case .http, .rsync, .tftp: greeting.login = .always
        case .ssh: greeting.login = .refused
        case .ldap, .rexec, .rlogin, .rsh: break
        }
    }

    /// Says one ClientHello to a service that waits for its client.
    private func tryTLS(_ conversation: inout Conversation) throws(ContactFailure) -> Greeting {
        let hello = ClientHello.modest(serverName: nil)
        try conversation.say(hello.bytes)
        guard let first = try conversation.firstWords() else { return Greeting(.closing, "closed after a ClientHello") }
        if Self.isTLS(first) { return Greeting(.tls, "") }
        guard case .known(.http) = Banner(first, suggested: nil) else {
            return Self.isMarkup(first) ? Self.http(first) : Greeting(.unrecognised, Quotation.firstLine(first))
        }
        return Self.http(first)
    }

    /// A ServerHello, or an alert, in a record of any version. A service that only sends back what it hears says a ClientHello.
    private static func isTLS(_ bytes: [UInt8]) -> Bool {
        guard bytes.count > 5, bytes[1] == 3 else { return false }
        switch TLSRecord.Kind(rawValue: bytes[0]) {
        case .handshake: return bytes[5] == 2
        case .alert: return bytes[3] == 0 && bytes[4] == 2
        case .applicationData, .changeCipherSpec, .heartbeat, nil: return false
        }
    }

    /// Servers of HTTP/0.9 answer with a page alone.
    private static func isMarkup(_ bytes: [UInt8]) -> Bool {
        let start = String(decoding: bytes.prefix(16), as: UTF8.self).lowercased()
        return start.hasPrefix("<html") || start.hasPrefix("<!doctype html") || start.hasPrefix("400 ")
    }

    private static func http(_ words: [UInt8]) -> Greeting {
        var greeting = Greeting(CleartextProtocol.http, Quotation.firstLine(words))
        greeting.login = .always
        return greeting
    }
}

extension Greeting {
    init(_ reach: Reach, _ detail: String) {
        self.init()
        self.reach = reach
        self.detail = detail
    }

    /// A service that was recognised.
    init(_ spoken: CleartextProtocol, _ detail: String) {
        self.init(.recognised, detail)
        self.spoken = spoken
    }

    init(_ failure: ContactFailure) {
        switch failure.reach {
        case .forbidden: self.init(.forbidden, failure.text)
        case .unreachable: self.init(.unreachable, failure.text)
        case .closing: self.init(.closing, failure.text)
        case .silent: self.init(.silent, failure.text)
        case .malformed, .plaintext, .refusing, .tls, .unsteady: self.init(.unrecognised, failure.text)
        }
    }
}
