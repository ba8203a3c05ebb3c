/// The little of LDAP that is asked before a login (RFC 4511), in the BER of its section 5.1.
package struct LDAPMessage: Hashable, Sendable {
    package enum Kind: UInt8, Hashable, Sendable {
        case bindResponse = 0x61
        case searchEntry = 0x64
        case searchDone = 0x65
        case searchReference = 0x73
        case extendedResponse = 0x78
    }

    package let kind: Kind
    /// What stands in it, BER.
    package let body: [UInt8]

    /// Longer messages are refused: an entry about the server itself is short.
    package static let sizeLimit = 64 << 10

    /// How many bytes a message has in all, by its first bytes; nil while they do not tell.
    package static func size(_ start: some Sequence<UInt8>) throws(WireProblem) -> Int? {
        var reader = ByteReader(start)
        let all = reader.remaining
        guard let tag = reader.byte() else { return nil }
        guard tag == 0x30 else { throw .malformed("no LDAP message") }
        guard let length = try BER.length(&reader) else { return nil }
        guard length <= sizeLimit else { throw .tooLong("LDAP message of \(length) bytes") }
        return all - reader.remaining + length
    }

    /// Reads a whole message.
    package init(_ bytes: some Sequence<UInt8>) throws(WireProblem) {
        var reader = ByteReader(bytes)
        guard let message = try BER.element(&reader), message.tag == 0x30, reader.isAtEnd else { throw .malformed("no LDAP message") }
        var parts = ByteReader(message.content)
        guard let number = try BER.element(&parts), number.tag == 2, let operation = try BER.element(&parts),
            let kind = Kind(rawValue: operation.tag)
        else { throw .malformed("no LDAP answer") }
        self.kind = kind
        body = Array(operation.content)
    }

    /// The result code; nil in a message that has none.
    package var resultCode: UInt8? {
        var reader = ByteReader(body)
        guard let code = try? BER.element(&reader), code.tag == 0x0A, code.content.count == 1 else { return nil }
        return code.content.first
    }

    /// Asks for TLS (RFC 4511, section 4.14.1).
    package static let startTLS = message(1, 0x77, BER.element(0x80, Array(startTLSName.utf8)))
    package static let startTLSName = "1.3.6.1.4.1.1466.20037"

    /// Asks what the server can do (RFC 4512, section 5.1): base object, no alias, 10 entries, 3 seconds, any object class.
    package static let rootEntry = message(
        2, 0x63,
        BER.element(4, []) + [0x0A, 1, 0, 0x0A, 1, 0, 2, 1, 10, 2, 1, 3, 1, 1, 0] + BER.element(0x87, Array("objectClass".utf8))
            + BER.element(0x30, BER.element(4, Array("supportedExtension".utf8))))

    /// A simple bind with a name and no password (RFC 4513, section 5.1.2).
    package static func nameOnlyBind(_ name: String) -> [UInt8] {
        message(3, 0x60, [2, 1, 3] + BER.element(4, Array(name.utf8)) + BER.element(0x80, []))
    }

    private static func message(_ number: UInt8, _ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        BER.element(0x30, [2, 1, number] + BER.element(tag, content))
    }
}

/// Elements of BER with a definite length and a tag of one byte (X.690, section 8.1).
enum BER {
    static func length(_ reader: inout ByteReader) throws(WireProblem) -> Int? {
        guard let first = reader.byte() else { return nil }
        guard first >= 0x80 else { return Int(first) }
        let count = Int(first & 0x7F)
        guard (1...4).contains(count) else { throw .malformed("BER length of \(count) bytes") }
        return reader.number(bytes: count)
    }

    /// nil where there is none.
    static func element(_ reader: inout ByteReader) throws(WireProblem) -> (tag: UInt8, content: ArraySlice<UInt8>)? {
        guard let tag = reader.byte(), let length = try length(&reader), let content = reader.bytes(length) else { return nil }
        return (tag, content)
    }

    /// For contents of fewer than 128 bytes, such as ours.
    static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] { [tag] + content.vector(lengthBytes: 1) }
}
