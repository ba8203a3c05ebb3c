import Controls

/// A file as `ssh-keygen -Y sign` writes it, field by field, so that each of them can be wrong.
struct SignatureFile {
    var magic = Array("SSHSIG".utf8)
    var version: UInt8 = 1
    var keyType = "ssh-ed25519"
    var key = [UInt8](repeating: 7, count: 32)
    var namespace = "soc2d"
    var hash = "sha512"
    var signatureType = "ssh-ed25519"
    var signature = [UInt8](repeating: 9, count: 64)
    var behind: [UInt8] = []

    static func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes }
    static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

    var blob: [UInt8] {
        magic + [0, 0, 0, version] + Self.string(Self.string(keyType) + Self.string(key)) + Self.string(namespace) + Self.string("")
            + Self.string(hash) + Self.string(Self.string(signatureType) + Self.string(signature)) + behind
    }

    var text: String {
        var base64 = Base64.encodePadded(blob)[...]
        var lines: [Substring] = []
        while !base64.isEmpty {
            lines.append(base64.prefix(70))
            base64 = base64.dropFirst(70)
        }
        return "-----BEGIN SSH SIGNATURE-----\n\(lines.joined(separator: "\n"))\n-----END SSH SIGNATURE-----\n"
    }

    /// With one thing in it made other than it should be.
    static func with(_ change: (inout SignatureFile) -> Void) -> String {
        var file = SignatureFile()
        change(&file)
        return file.text
    }

    /// The line of `[Keys]` for the key, or for another.
    static func signer(_ name: String, _ byte: UInt8 = 7) -> String {
        "Signer=\(name) ssh-ed25519 " + Base64.encodePadded(string("ssh-ed25519") + string([UInt8](repeating: byte, count: 32)))
            + " a laptop\n"
    }
}

/// Stands for libcrypto where it does not matter what it computes: whatever ends in the hash of the text fits.
struct CountingCryptography: Cryptography {
    func sha256(_ bytes: [UInt8]) -> [UInt8] { [UInt8(truncatingIfNeeded: bytes.count)] }
    func sha512(_ bytes: [UInt8]) -> [UInt8] { [UInt8(truncatingIfNeeded: bytes.reduce(0) { $0 &+ Int($1) }), 1] }
    /// The first byte of a signature is that of the hash which the message ends in.
    func verifies(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool { message.dropLast().last == signature.first }
}
