internal import ProbeKit

/// Asks an LDAP server what it can do, and says a name without a password to it. A directory that wants protection first says so
/// (RFC 4513, section 6.3.1); one that says anything else has not tried a password, so it stays open what it would do.
enum LDAPGreeting {
    static func heard(_ conversation: inout Conversation) -> Greeting {
        do {
            try conversation.say(LDAPMessage.rootEntry)
            let offersTLS = try readRootEntry(&conversation)
            var greeting = Greeting(.ldap, "")
            greeting.offersTLS = offersTLS
            do { try bind(&conversation, &greeting) } catch { greeting.detail = Quotation.text(error.text.utf8) }
            return greeting
        } catch {
            return Greeting(error)
        }
    }

    /// Whether StartTLS is among the extensions.
    private static func readRootEntry(_ conversation: inout Conversation) throws(ContactFailure) -> Bool {
        var offersTLS = false
        for _ in 0..<16 {
            let message = try LDAPStart.message(&conversation)
            switch message.kind {
            case .searchDone: return offersTLS
            case .searchEntry: offersTLS = offersTLS || message.body.contains(Array(LDAPMessage.startTLSName.utf8))
            case .searchReference: continue
            case .bindResponse, .extendedResponse: throw ContactFailure(.malformed, "an LDAP answer to another question")
            }
        }
        throw ContactFailure(.malformed, "more entries than were asked for")
    }

    private static func bind(_ conversation: inout Conversation, _ greeting: inout Greeting) throws(ContactFailure) {
        try conversation.say(LDAPMessage.nameOnlyBind("cn=soc2d"))
        let answer = try LDAPStart.message(&conversation)
        guard answer.kind == .bindResponse, let code = answer.resultCode else { return greeting.detail = "no answer to the bind" }
        switch code {
        case 8, 13:
            greeting.login = .refused
            greeting.detail = code == 8 ? "bind: 8 (strongerAuthRequired)" : "bind: 13 (confidentialityRequired)"
        case 49:
            greeting.login = .accepted
            greeting.detail = "bind: 49 (invalidCredentials)"
        default: greeting.detail = "bind: \(code), which says nothing about passwords"
        }
    }
}
