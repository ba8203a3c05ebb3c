internal import ProbeKit

/// What a server chose (RFC 8446, section 4.1.3).
package struct ServerHello: Hashable, Sendable {
    /// The chosen version as it goes over the wire; from `supported_versions` where that is there.
    package let version: UInt16
    package let suite: UInt16
    /// Whether it asks for another hello (RFC 8446, section 4.1.4).
    package let isRetryRequest: Bool

    /// The body of a ServerHello message.
    package init(_ body: some Sequence<UInt8>) throws(WireProblem) {
        var reader = ByteReader(body)
        guard let legacy = reader.number16(), let random = reader.bytes(32), let session = reader.vector(lengthBytes: 1),
            session.count <= 32, let suite = reader.number16(), reader.byte() != nil
        else { throw .malformed("ServerHello that is cut short") }
        self.suite = suite
        version = try Self.supportedVersion(&reader) ?? legacy
        isRetryRequest = version >= TLSVersion.tls13.wire && random.elementsEqual(Self.retryRandom)
    }

    /// The version in the extensions; nil where there is none. SSL 3 has no extensions.
    private static func supportedVersion(_ reader: inout ByteReader) throws(WireProblem) -> UInt16? {
        if reader.isAtEnd { return nil }
        guard let block = reader.vector(lengthBytes: 2), reader.isAtEnd else { throw .malformed("extensions of a wrong length") }
        var extensions = ByteReader(block)
        var version: UInt16?
        while !extensions.isAtEnd {
            guard let type = extensions.number16(), let content = extensions.vector(lengthBytes: 2) else {
                throw .malformed("extension that is cut short")
            }
            guard type == 43 else { continue }
            var chosen = ByteReader(content)
            guard version == nil, content.count == 2, let number = chosen.number16() else {
                throw .malformed("supported_versions of a wrong form")
            }
            version = number
        }
        return version
    }

    /// SHA-256 of `HelloRetryRequest`.
    private static let retryRandom: [UInt8] = [
        0xCF, 0x21, 0xAD, 0x74, 0xE5, 0x9A, 0x61, 0x11, 0xBE, 0x1D, 0x8C, 0x02, 0x1E, 0x65, 0xB8, 0x91,
        0xC2, 0xA2, 0x11, 0x16, 0x7A, 0xBB, 0x8C, 0x5E, 0x07, 0x9E, 0x09, 0xE2, 0xC8, 0xA8, 0x33, 0x9C,
    ]
}
