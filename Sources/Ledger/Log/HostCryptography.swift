internal import Controls

/// Signatures by the libcrypto of this host.
package struct HostCryptography: Cryptography {
    package init() {}

    package func sha256(_ bytes: [UInt8]) -> [UInt8] { Libcrypto.sha256(bytes) }
    package func sha512(_ bytes: [UInt8]) -> [UInt8] { Libcrypto.sha512(bytes) }

    package func verifies(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        Libcrypto.verify(signature, of: message, by: publicKey)
    }
}
