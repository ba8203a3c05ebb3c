/// The packets of OpenPGP that hold the key of a message, locked: RFC 9580, sections 5.1 and 5.3.
enum SessionKey {
    /// - Parameters:
    ///   - body: the whole contents of a packet.
    ///   - tag: of the packet.
    static func isOne(_ body: [UInt8], tag: UInt8) -> Bool {
        switch tag {
        case 1: isForPublicKey(body)
        case 3: isForPassphrase(body)
        default: false
        }
    }

    /// For a public key: version 3 with 8 bytes of a key id, or 6 with a fingerprint or none.
    private static func isForPublicKey(_ body: [UInt8]) -> Bool {
        guard body.count >= 12 else { return false }
        let algorithm: Int
        switch (body[0], body[1]) {
        case (3, _): algorithm = 9
        case (6, 0), (6, 21), (6, 33): algorithm = 2 + Int(body[1])
        default: return false
        }
        guard body.count > algorithm else { return false }
        let key = body[(algorithm + 1)...]
        switch body[algorithm] {
        case 1, 2: return afterNumber(key)?.isEmpty ?? false  // RSA
        case 16, 20: return afterNumber(key).flatMap { afterNumber($0) }?.isEmpty ?? false  // Elgamal
        case 18: return afterNumber(key).map { isCounted($0) } ?? false  // ECDH
        case 25: return isCounted(key.dropFirst(32))  // X25519
        case 26: return isCounted(key.dropFirst(56))  // X448
        default: return false
        }
    }

    /// What follows a number that says how many bits it has; nil where it is none.
    private static func afterNumber(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let head = Array(bytes.prefix(2))
        guard head.count == 2 else { return nil }
        let bits = Int(head[0]) << 8 | Int(head[1])
        let size = (bits + 7) / 8
        return bits > 0 && bytes.count - 2 >= size ? bytes.dropFirst(2 + size) : nil
    }

    /// Whether the first byte counts all others.
    private static func isCounted(_ bytes: ArraySlice<UInt8>) -> Bool { bytes.count > 1 && bytes.first.map { Int($0) } == bytes.count - 1 }

    /// For a passphrase: versions 4 and 5, the latter as GnuPG 2.3 writes it, and 6.
    private static func isForPassphrase(_ body: [UInt8]) -> Bool {
        guard body.count >= 4 else { return false }
        switch body[0] {
        case 4:
            guard isCipher(body[1]), let key = afterDerivation(body[2...]) else { return false }
            return key.isEmpty || (17...33).contains(key.count)
        case 5:
            guard isCipher(body[1]), isMode(body[2]), let key = afterDerivation(body[3...]) else { return false }
            return isWrapped(key, mode: body[2])
        case 6:
            guard body.count > 5, isCipher(body[2]), isMode(body[3]), let key = afterDerivation(body[5...]) else { return false }
            return isWrapped(key, mode: body[3]) && body.count - key.count - 5 == Int(body[4])
        default: return false
        }
    }

    /// A symmetric cipher that encrypts: IDEA, 3DES, CAST5, Blowfish, AES, Twofish, Camellia.
    private static func isCipher(_ number: UInt8) -> Bool { (1...4).contains(number) || (7...13).contains(number) }

    /// EAX, OCB or GCM.
    private static func isMode(_ number: UInt8) -> Bool { (1...3).contains(number) }

    /// Whether a nonce, a key of 16 to 32 bytes and a tag of 16 are there.
    private static func isWrapped(_ key: ArraySlice<UInt8>, mode: UInt8) -> Bool {
        let nonce = [16, 15, 12][Int(mode) - 1]
        return [16, 24, 32].contains(key.count - nonce - 16) || key.count == nonce + 16
    }

    /// What follows the description of how a passphrase becomes a key: RFC 9580, section 3.7; nil where it is none.
    private static func afterDerivation(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let head = Array(bytes.prefix(2))
        guard head.count == 2 else { return nil }
        switch head[0] {
        case 0, 1, 3:
            let size = head[0] == 0 ? 2 : head[0] == 1 ? 10 : 11
            return isHash(head[1]) && bytes.count >= size ? bytes.dropFirst(size) : nil
        case 4: return bytes.count >= 20 ? bytes.dropFirst(20) : nil  // Argon2
        default: return nil
        }
    }

    private static func isHash(_ number: UInt8) -> Bool { (1...3).contains(number) || (8...14).contains(number) }
}
