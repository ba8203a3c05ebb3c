internal import ProbeKit

/// StartTLS in LDAP (RFC 4511, section 4.14).
enum LDAPStart {
    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        try conversation.say(LDAPMessage.startTLS)
        let answer = try message(&conversation)
        guard answer.kind == .extendedResponse, let code = answer.resultCode else { throw ContactFailure(.malformed, "no LDAP result") }
        switch code {
        case 0: return
        // protocolError: the server does not know the request (section 4.14.2).
        case 2: throw ContactFailure(.plaintext, "LDAP result 2 (protocolError)")
        default: throw ContactFailure(.refusing, "LDAP result \(code)")
        }
    }

    /// The next message.
    static func message(_ conversation: inout Conversation) throws(ContactFailure) -> LDAPMessage {
        var bytes: [UInt8] = []
        do {
            while true {
                let size = try LDAPMessage.size(bytes)
                if size == bytes.count { return try LDAPMessage(bytes) }
                bytes += try conversation.bytes(size.map { $0 - bytes.count } ?? 1)
            }
        } catch let problem as WireProblem {
            throw ContactFailure(.malformed, problem.text)
        } catch let failure as ContactFailure {
            throw failure
        } catch {
            throw ContactFailure(.malformed, "no LDAP message")
        }
    }
}
