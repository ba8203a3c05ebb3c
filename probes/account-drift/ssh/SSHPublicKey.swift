import ProbeKit

/// What a public key says of itself: RFC 4253, 6.6, RFC 5656, and OpenSSH's PROTOCOL.certkeys and PROTOCOL.u2f.
struct SSHPublicKey: Hashable, Sendable {
    /// The type in the blob, such as `ssh-ed25519`.
    let type: String
    /// Bits of the modulus of an RSA or DSA key; nil for other types.
    let bits: Int?

    /// Nil if the blob does not even begin with a type, or ends within a number that its type needs.
    init?(blob: [UInt8]) {
        var rest = blob[...]
        guard let name = Self.text(&rest), !name.isEmpty, name.count < 100, name.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        type = String(decoding: name, as: UTF8.self)
        if type.utf8.count > 20, type.hasSuffix("@openssh.com"), type.contains("-cert-v0") {
            guard Self.text(&rest) != nil else { return nil }
        }
        if type.hasPrefix("ssh-rsa") {
            guard Self.text(&rest) != nil, let modulus = Self.text(&rest) else { return nil }
            bits = Self.bits(modulus)
        } else if type.hasPrefix("ssh-dss") {
            guard let modulus = Self.text(&rest) else { return nil }
            bits = Self.bits(modulus)
        } else {
            guard Self.text(&rest) != nil else { return nil }
            bits = nil
        }
    }

    /// The word that `AllowKeyType=` knows: `ed25519`, `sk-ed25519`, `ecdsa`, `sk-ecdsa`, `rsa`, `dsa`; nil for an unknown type.
    static func family(of type: String) -> String? { families[type] ?? families[withoutCertificate(type)] }

    /// The type as our own table writes it, where it has it, so that all keys of a type share one text.
    var sharedType: String { Self.families.index(forKey: type).map { Self.families[$0].key } ?? type }

    /// The types of sshd(8), "AUTHORIZED_KEYS FILE FORMAT".
    static let families = [
        "ssh-ed25519": "ed25519", "sk-ssh-ed25519@openssh.com": "sk-ed25519", "ecdsa-sha2-nistp256": "ecdsa",
        "ecdsa-sha2-nistp384": "ecdsa", "ecdsa-sha2-nistp521": "ecdsa", "sk-ecdsa-sha2-nistp256@openssh.com": "sk-ecdsa",
        "ssh-rsa": "rsa", "ssh-dss": "dsa",
    ]

    /// `ssh-rsa-cert-v01@openssh.com` is a certificate for `ssh-rsa`.
    private static func withoutCertificate(_ type: String) -> String {
        let suffix = "-cert-v01@openssh.com"
        guard type.hasSuffix(suffix) else { return type }
        let plain = String(type.dropLast(suffix.count))
        return plain.hasPrefix("sk-") ? plain + "@openssh.com" : plain
    }

    /// A string or number: four bytes of length, then as many bytes.
    private static func text(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        rest = rest.dropFirst(4)
        guard length <= rest.count else { return nil }
        defer { rest = rest.dropFirst(length) }
        return rest.prefix(length)
    }

    private static func bits(_ number: ArraySlice<UInt8>) -> Int {
        let digits = number.drop { $0 == 0 }
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}
