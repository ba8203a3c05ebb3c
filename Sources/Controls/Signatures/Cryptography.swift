/// The arithmetic behind signatures, which is that of a library.
package protocol Cryptography: Sendable {
    /// 32 bytes.
    func sha256(_ bytes: [UInt8]) -> [UInt8]
    /// 64 bytes.
    func sha512(_ bytes: [UInt8]) -> [UInt8]
    /// Whether 64 bytes are the Ed25519 signature of a message under a public key of 32 bytes: RFC 8032, section 5.1.7.
    func verifies(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool
}
