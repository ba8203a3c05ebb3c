package import ProbeKit

/// What the first words of a service say about its protocol.
package enum Banner: Hashable, Sendable {
    case known(CleartextProtocol)
    /// `220`, as FTP and SMTP both begin.
    case ftpOrSMTP
    case unknown

    /// - Parameter suggested: decides where the words fit several protocols.
    package init(_ words: [UInt8], suggested: CleartextProtocol?) {
        let text = String(decoding: words.prefix(512), as: UTF8.self)
        self = Self.named(text) ?? Self.numbered(text, suggested) ?? (Self.isTelnet(words, text) ? .known(.telnet) : .unknown)
    }

    /// Protocols that say their name, or begin in their own way.
    private static func named(_ text: String) -> Banner? {
        let beginnings: [(String, CleartextProtocol)] = [
            ("@RSYNCD:", .rsync), ("RFB ", .vnc), ("SSH-", .ssh), ("HTTP/", .http), ("+OK", .pop3), ("-ERR", .pop3), ("* OK", .imap),
            ("* PREAUTH", .imap), ("* BYE", .imap),
        ]
        return beginnings.first { text.hasPrefix($0.0) }.map { .known($0.1) }
    }

    /// Replies with a number: `220` for welcome, `421` and others for a refusal.
    private static func numbered(_ text: String, _ suggested: CleartextProtocol?) -> Banner? {
        let start = text.utf8.prefix(4)
        guard start.count == 4, start.prefix(3).allSatisfy({ (0x30...0x39).contains($0) }), start.last == 0x20 || start.last == 0x2D else {
            return nil
        }
        let upper = text.uppercased()
        if upper.contains("SMTP") { return .known(.smtp) }
        if upper.contains("FTP") { return .known(.ftp) }
        if let suggested, suggested == .ftp || suggested == .smtp { return .known(suggested) }
        return text.hasPrefix("220") ? .ftpOrSMTP : nil
    }

    private static func isTelnet(_ words: [UInt8], _ text: String) -> Bool {
        if !Telnet.options(words).isEmpty { return true }
        let end = text.lowercased().split(whereSeparator: \.isWhitespace).last
        return end?.hasSuffix("login:") == true || end?.hasSuffix("username:") == true
    }
}
