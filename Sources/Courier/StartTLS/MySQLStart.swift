internal import ProbeKit

/// The SSLRequest of MySQL and MariaDB (“Client/Server Protocol”, Connection Phase Packets).
enum MySQLStart {
    private static let sslCapability = 0x0800

    static func ask(_ conversation: inout Conversation) throws(ContactFailure) {
        let greeting = try packet(&conversation)
        guard greeting.first != 0xFF else { throw ContactFailure(.refusing, Quotation.text(greeting.dropFirst(3))) }
        guard let capabilities = capabilities(greeting) else { throw ContactFailure(.malformed, "no MySQL greeting") }
        guard capabilities & sslCapability != 0 else { throw ContactFailure(.plaintext, "no CLIENT_SSL in the greeting") }
        try conversation.say(request)
    }

    /// The first packet: its length in 3 bytes, lowest first, and its number, which is 0.
    private static func packet(_ conversation: inout Conversation) throws(ContactFailure) -> [UInt8] {
        let header = try conversation.bytes(4)
        let length = Int(header[0]) | Int(header[1]) << 8 | Int(header[2]) << 16
        guard header[3] == 0, (1...4096).contains(length) else { throw ContactFailure(.malformed, "no MySQL greeting") }
        return try conversation.bytes(length)
    }

    /// The lower 16 bits of what the server can do; nil where this is no greeting of protocol 10.
    static func capabilities(_ greeting: [UInt8]) -> Int? {
        guard greeting.first == 10, let end = greeting.firstIndex(of: 0) else { return nil }
        // Thread, first part of the challenge, and a zero stand in between.
        var reader = ByteReader(greeting[(end + 1)...])
        guard reader.bytes(4 + 8 + 1) != nil, let low = reader.byte(), let high = reader.byte() else { return nil }
        return Int(low) | Int(high) << 8
    }

    /// CLIENT_PROTOCOL_41, CLIENT_SSL, CLIENT_SECURE_CONNECTION; packets up to 16 MiB; utf8; 23 zeros.
    private static let request: [UInt8] =
        [32, 0, 0, 1] + [0x00, 0x8A, 0, 0] + [0, 0, 0, 1] + [33] + Array(repeating: 0, count: 23)
}
