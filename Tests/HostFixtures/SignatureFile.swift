package import Controls

/// A file as `ssh-keygen -Y sign` writes it, field by field, so that each of them can be wrong.
package struct SignatureFile {
    package var magic = Array("SSHSIG".utf8)
    package var version: UInt8 = 1
    package var keyType = "ssh-ed25519"
    package var key = [UInt8](repeating: 7, count: 32)
    package var namespace = "soc2d"
    package var hash = "sha512"
    package var signatureType = "ssh-ed25519"
    package var signature = [UInt8](repeating: 9, count: 64)
    package var behind: [UInt8] = []

    package init() {}

    package static func string(_ bytes: [UInt8]) -> [UInt8] { [0, 0, UInt8(bytes.count >> 8), UInt8(bytes.count & 0xFF)] + bytes }
    package static func string(_ text: String) -> [UInt8] { string(Array(text.utf8)) }

    package var blob: [UInt8] {
        magic + [0, 0, 0, version] + Self.string(Self.string(keyType) + Self.string(key)) + Self.string(namespace) + Self.string("")
            + Self.string(hash) + Self.string(Self.string(signatureType) + Self.string(signature)) + behind
    }

    package var text: String {
        var base64 = Base64.encodePadded(blob)[...]
        var lines: [Substring] = []
        while !base64.isEmpty {
            lines.append(base64.prefix(70))
            base64 = base64.dropFirst(70)
        }
        return "-----BEGIN SSH SIGNATURE-----\n\(lines.joined(separator: "\n"))\n-----END SSH SIGNATURE-----\n"
    }

    /// With one thing in it made other than it should be.
    package static func with(_ change: (inout SignatureFile) -> Void) -> String {
        var file = SignatureFile()
        change(&file)
        return file.text
    }

    /// One that ``CountingCryptography`` finds to fit a text.
    package static func over(_ text: String, by key: UInt8 = 7) -> String {
        with { file in
            file.key = [UInt8](repeating: key, count: 32)
            file.signature[0] = CountingCryptography().sha512(Array(text.utf8))[0]
        }
    }

    /// A keyring of whom ``signer(_:_:)`` names with their usual key.
    package static func keyring(_ names: String..., requiresSignatures: Bool = false) -> Keyring {
        let lines = names.map { String(signer($0).dropFirst("Signer=".count)) }
        return Keyring(Signers(lines: lines), requiresSignatures: requiresSignatures, CountingCryptography())
    }

    /// The line of `[Keys]` for the key, or for another.
    package static func signer(_ name: String, _ byte: UInt8 = 7) -> String {
        "Signer=\(name) ssh-ed25519 " + Base64.encodePadded(string("ssh-ed25519") + string([UInt8](repeating: byte, count: 32)))
            + " a laptop\n"
    }
}

/// Stands for libcrypto where it does not matter what it computes: whatever ends in the hash of the text fits.
package struct CountingCryptography: Cryptography {
    package init() {}

    package func sha256(_ bytes: [UInt8]) -> [UInt8] { [UInt8(truncatingIfNeeded: bytes.count)] }
    package func sha512(_ bytes: [UInt8]) -> [UInt8] { [UInt8(truncatingIfNeeded: bytes.reduce(0) { $0 &+ Int($1) }), 1] }
    /// The first byte of a signature is that of the hash which the message ends in.
    package func verifies(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        message.dropLast().last == signature.first
    }
}
