/// The public half of a key that people sign with: Ed25519, as OpenSSH writes it (RFC 8709, section 4).
package struct PersonalKey: Hashable, Sendable {
    /// 32 bytes.
    package let bytes: [UInt8]

    /// The only type that signs here.
    package static let type = "ssh-ed25519"

    /// Reads the binary form.
    package init(blob: [UInt8]) throws(SignatureProblem) {
        var fields = SSHFields(blob)
        guard let type = fields.string() else { throw .malformed("it has no key that can be read") }
        guard type == Array(Self.type.utf8) else { throw .keyType(type.shown) }
        guard let bytes = fields.string(), bytes.count == 32, fields.rest.isEmpty else { throw .malformed("its key is not of 32 bytes") }
        self.bytes = bytes
    }

    package var blob: [UInt8] { SSHFields.string(Array(Self.type.utf8)) + SSHFields.string(bytes) }

    /// As `ssh-keygen -l` shows it: `SHA256:` and base64 without padding.
    package func fingerprint(_ cryptography: any Cryptography) -> String { "SHA256:" + Base64.encode(cryptography.sha256(blob)) }
}

extension [UInt8] {
    /// What a stranger wrote, cut, and without what a terminal would obey.
    var shown: String { Subject.escaping(prefix(60)) }
}
