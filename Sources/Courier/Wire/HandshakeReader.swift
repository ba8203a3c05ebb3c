/// A message of the handshake protocol (RFC 8446, section 4; RFC 5246, section 7.4).
package struct HandshakeMessage: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case helloRequest = 0
        case serverHello = 2
        case certificate = 11
        case serverKeyExchange = 12
        case certificateRequest = 13
        case serverHelloDone = 14
    }

    /// nil for a kind that tells us nothing.
    package let kind: Kind?
    package let body: [UInt8]
}

/// Puts handshake messages together, which may share records or be spread over many.
package struct HandshakeReader: Sendable {
    /// The longest message: a list of many certificates.
    package static let messageLimit = 256 << 10
    package static let countLimit = 64

    private var pending: [UInt8] = []
    private var count = 0

    package init() {}

    /// Whether a message has begun and not ended.
    package var isInside: Bool { !pending.isEmpty }

    /// Takes the content of one handshake record, and gives the messages that it completes.
    package mutating func take(_ content: some Sequence<UInt8>) throws(WireProblem) -> [HandshakeMessage] {
        pending += content
        var messages: [HandshakeMessage] = []
        var reader = ByteReader(pending[...])
        while let message = try Self.next(&reader) {
            count += 1
            guard count <= Self.countLimit else { throw .tooLong("more than \(Self.countLimit) messages") }
            messages.append(message)
            pending.removeFirst(4 + message.body.count)
        }
        return messages
    }

    private static func next(_ reader: inout ByteReader) throws(WireProblem) -> HandshakeMessage? {
        guard let type = reader.byte(), let length = reader.number(bytes: 3) else { return nil }
        guard length <= messageLimit else { throw .tooLong("handshake message of \(length) bytes") }
        return reader.bytes(length).map { HandshakeMessage(kind: .init(rawValue: type), body: Array($0)) }
    }
}
