internal import ProbeKit

/// STARTTLS in the stream of an XMPP client (RFC 6120, section 5).
enum XMPPStart {
    private static let limit = 16 << 10
    private static let space = "urn:ietf:params:xml:ns:xmpp-tls"

    static func ask(_ conversation: inout Conversation, server: String?) throws(ContactFailure) {
        let to = server.map { " to='\(escaped($0))'" } ?? ""
        try conversation.say(
            Array(
                """
                <?xml version='1.0'?><stream:stream xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' \
                version='1.0'\(to)>
                """.utf8))
        let ends = ["</stream:features>", "<stream:features/>", "</stream:error>", "</stream:stream>"]
        let features = try conversation.text(through: ends, limit: limit)
        guard features.contains("<stream:stream") else { throw ContactFailure(.malformed, Quotation.firstLine(features.utf8)) }
        guard !features.contains("<stream:error") else { throw ContactFailure(.refusing, quoted(features)) }
        guard features.contains("<starttls"), features.contains(space) else { throw ContactFailure(.plaintext, "no STARTTLS offered") }
        try conversation.say(Array("<starttls xmlns='\(space)'/>".utf8))
        let answer = try conversation.text(through: [">"], limit: limit)
        guard answer.hasPrefix("<proceed"), answer.contains(space) else {
            throw ContactFailure(answer.hasPrefix("<failure") ? .refusing : .malformed, Quotation.firstLine(answer.utf8))
        }
        // An element may also be closed by a tag of its own.
        guard !answer.hasSuffix("/>") else { return }
        let closing = try conversation.text(through: [">"], limit: limit)
        guard closing == "</proceed>" else { throw ContactFailure(.malformed, Quotation.firstLine(closing.utf8)) }
    }

    /// The end of a stream that failed: its beginning is the same for every server.
    private static func quoted(_ stream: String) -> String {
        Quotation.text(stream.utf8.suffix(Quotation.limit))
    }

    private static func escaped(_ name: String) -> String {
        name.reduce(into: "") { text, character in
            switch character {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case "'": text += "&apos;"
            default: text.append(character)
            }
        }
    }
}
