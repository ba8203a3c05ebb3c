internal import Controls
internal import ProbeKit

/// The public half of a key that signs notes, and its text form: `NAME+KEYID+base64(0x01 ‖ 32 bytes)`.
package struct VerifierKey: Hashable, Sendable, CustomStringConvertible {
    package let name: LogName
    /// The first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key).
    package let keyID: UInt32
    /// 32 bytes of Ed25519.
    package let publicKey: [UInt8]

    /// The byte that says Ed25519: signed-note, "Signature types".
    private static let ed25519: UInt8 = 0x01
    /// What stands before an Ed25519 key in a SubjectPublicKeyInfo: RFC 8410, section 4.
    private static let publicKeyInfo: [UInt8] = [0x30, 0x2A, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x03, 0x21, 0x00]

    /// Nil for a name that no key can have, and for anything but 32 bytes.
    package init?(name: LogName, publicKey: [UInt8]) {
        guard name.fitsKey, publicKey.count == 32 else { return nil }
        self.name = name
        self.publicKey = publicKey
        let digest = Libcrypto.sha256(Array(name.text.utf8) + [UInt8(ascii: "\n"), Self.ed25519] + publicKey)
        keyID = digest.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// Reads the text form; nil for any other, for another algorithm, and where the key id is not the one of the key.
    package init?(parsing text: String) {
        let parts = text.utf8.split(separator: UInt8(ascii: "+"), maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, let name = LogName(String(Substring(parts[0]))), let key = Base64.decodeExactly(parts[2]),
            key.first == Self.ed25519
        else { return nil }
        self.init(name: name, publicKey: Array(key.dropFirst()))
        guard description.utf8.elementsEqual(text.utf8) else { return nil }
    }

    /// The text form, without an end of line.
    package var description: String {
        "\(name)+\(keyID.bytes.hexadecimal)+\(Base64.encodePadded([Self.ed25519] + publicKey))"
    }

    /// The public key as `openssl` reads it: SubjectPublicKeyInfo in PEM, RFC 7468 section 13.
    package var pem: String {
        "-----BEGIN PUBLIC KEY-----\n\(Base64.encodePadded(Self.publicKeyInfo + publicKey))\n-----END PUBLIC KEY-----\n"
    }
}
