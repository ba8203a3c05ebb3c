internal import Controls
internal import ProbeKit

/// The extensions of our hello, each with its type and its length.
enum HelloExtension {
    /// RFC 6066, section 3: host names only; nothing for an address, or for what is too long for a name.
    static func serverName(_ name: String?) -> [UInt8] {
        guard let name, !name.isEmpty, name.utf8.count <= 255, IPAddress(name) == nil else { return [] }
        return block(0, ([0] + Array(name.utf8).vector(lengthBytes: 2)).vector(lengthBytes: 2))
    }

    /// Every group of the registry. Up to TLS 1.2 the finite fields are left out: a server that sees them takes one of them (RFC
    /// 7919, section 4), and not the weak prime that it takes for older clients.
    static func groups(withFiniteFields: Bool) -> [UInt8] {
        block(10, numbers(withFiniteFields ? modernGroups + curves : curves))
    }

    /// Hybrids and ML-KEM (draft-ietf-tls-ecdhe-mlkem, draft-connolly-tls-mlkem-key-agreement), ffdhe2048 to ffdhe8192.
    private static let modernGroups: [UInt16] = [0x11EC, 0x11EB, 0x11ED, 0x6399, 0x0200, 0x0201, 0x0202] + (256...260)

    /// x25519, x448, the NIST curves, then all others: RFC 4492, RFC 7027, RFC 8734, RFC 9189, RFC 8998.
    private static let curves: [UInt16] = [29, 30, 23, 24, 25, 26, 27, 28, 31, 32, 33] + (1...22) + (34...41)

    /// RFC 8422, section 5.1.2: uncompressed, and the two compressed forms of RFC 4492.
    static let pointFormats = block(11, [3, 0, 1, 2])

    /// RFC 8446, section 4.2.3; then every hash with every signature of TLS 1.2 (RFC 5246, section 7.4.1.4.1), GOST and SM2.
    static let signatureSchemes: [UInt8] = {
        let modern: [UInt16] = [0x0807, 0x0808] + (0x0804...0x0806) + (0x0809...0x080B) + (0x081A...0x081C) + (0x0904...0x0906)
        let pairs = (1...6).reversed().flatMap { (hash: UInt16) in [3, 1, 2].map { hash << 8 | $0 } }
        return block(13, numbers(modern + pairs + [0x0708, 0x0840, 0x0841] + (0x0709...0x070F)))
    }()

    /// encrypt_then_mac (RFC 7366) and extended_master_secret (RFC 7627): some servers insist on them.
    static let strengthenings = block(22, []) + block(23, [])

    /// RFC 8446, section 4.2.1.
    static func supported(_ versions: [TLSVersion]) -> [UInt8] {
        block(43, versions.flatMap { [UInt8](Int($0.wire), bytes: 2) }.vector(lengthBytes: 1))
    }

    /// RFC 8446, section 4.2.8: a share for x25519. Who wants another group asks for a second hello.
    static func keyShare(_ key: [UInt8]) -> [UInt8] { block(51, ([0, 29] + key.vector(lengthBytes: 2)).vector(lengthBytes: 2)) }

    /// RFC 7685: so many zeros.
    static func padding(_ count: Int) -> [UInt8] { block(21, Array(repeating: 0, count: count)) }

    private static func block(_ type: Int, _ content: [UInt8]) -> [UInt8] {
        [UInt8](type, bytes: 2) + content.vector(lengthBytes: 2)
    }

    private static func numbers(_ all: [UInt16]) -> [UInt8] { all.flatMap { [UInt8](Int($0), bytes: 2) }.vector(lengthBytes: 2) }
}
