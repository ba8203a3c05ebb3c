internal import COpenSSL

/// What the log, and the signatures of people, need of libcrypto. Nothing else here calls it.
enum Libcrypto {
    /// SHA-256 of a few bytes; ``TreeHasher`` is for many.
    static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// SHA-512 of some bytes.
    static func sha512(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA512_DIGEST_LENGTH))
        _ = unsafe SHA512(bytes, bytes.count, &digest)
        return digest
    }

    /// Overwrites memory in a way that no compiler leaves out: OPENSSL_cleanse(3).
    static func wipe(_ memory: UnsafeMutableBufferPointer<UInt8>) { unsafe OPENSSL_cleanse(memory.baseAddress, memory.count) }

    /// Whether 64 bytes are the Ed25519 signature of a message under a public key of 32 bytes: RFC 8032, section 5.1.7.
    static func verify(_ signature: [UInt8], of message: [UInt8], by publicKey: [UInt8]) -> Bool {
        guard publicKey.count == 32, signature.count == 64 else { return false }
        defer { ERR_clear_error() }
        guard let key = unsafe soc2d_ed25519_public(publicKey) else { return false }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1 else { return false }
        return unsafe EVP_DigestVerify(context, signature, signature.count, message, message.count) == 1
    }

    /// SHA-256 over and over in one context.
    @safe final class Digester {
        private let algorithm: OpaquePointer
        private let context: OpaquePointer

        init() throws(LibcryptoFailure) {
            defer { ERR_clear_error() }
            guard let fetched = unsafe EVP_MD_fetch(nil, "SHA256", nil) else { throw .missing("SHA-256") }
            let made = unsafe EVP_MD_CTX_new()
            guard let context = unsafe made, unsafe EVP_DigestInit_ex(context, fetched, nil) == 1 else {
                unsafe EVP_MD_CTX_free(made)
                unsafe EVP_MD_free(fetched)
                throw .missing("SHA-256")
            }
            unsafe algorithm = fetched
            unsafe self.context = context
        }

        deinit {
            unsafe EVP_MD_CTX_free(context)
            unsafe EVP_MD_free(algorithm)
        }

        /// Writes 32 bytes: the hash of one stretch of memory behind another, of which the first may be empty.
        func hash(_ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer, into digest: UnsafeMutableRawBufferPointer) {
            begin()
            unsafe add(first)
            unsafe add(second)
            unsafe finish(into: digest)
        }

        func begin() { require(unsafe EVP_DigestInit_ex(context, nil, nil)) }

        func add(_ bytes: UnsafeRawBufferPointer) { require(unsafe EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)) }

        /// Writes 32 bytes.
        func finish(into digest: UnsafeMutableRawBufferPointer) {
            require(unsafe EVP_DigestFinal_ex(context, digest.bindMemory(to: UInt8.self).baseAddress, nil))
        }

        /// A wrong hash must not pass for a right one; with an algorithm in hand, only a broken library fails here.
        private func require(_ result: Int32) { precondition(result == 1, "libcrypto cannot hash") }
    }

    /// An Ed25519 key that signs. libcrypto wipes it when it goes.
    @safe final class SigningKey {
        /// 32 bytes.
        let publicKey: [UInt8]
        private let handle: OpaquePointer

        init(seed: borrowing KeySeed) throws(LibcryptoFailure) {
            defer { ERR_clear_error() }
            let made = unsafe seed.read { unsafe soc2d_ed25519_private($0.baseAddress) }
            guard let made = unsafe made else { throw .missing("Ed25519") }
            var bytes = [UInt8](repeating: 0, count: 32)
            var count = bytes.count
            guard unsafe EVP_PKEY_get_raw_public_key(made, &bytes, &count) == 1, count == 32 else {
                unsafe EVP_PKEY_free(made)
                throw .missing("Ed25519")
            }
            publicKey = bytes
            unsafe handle = made
        }

        deinit { unsafe EVP_PKEY_free(handle) }

        /// 64 bytes.
        func signature(of message: [UInt8]) throws(LibcryptoFailure) -> [UInt8] {
            defer { ERR_clear_error() }
            guard let context = unsafe EVP_MD_CTX_new() else { throw .cannotSign }
            defer { unsafe EVP_MD_CTX_free(context) }
            var bytes = [UInt8](repeating: 0, count: 64)
            var count = bytes.count
            guard unsafe EVP_DigestSignInit(context, nil, nil, nil, handle) == 1,
                unsafe EVP_DigestSign(context, &bytes, &count, message, message.count) == 1, count == 64
            else { throw .cannotSign }
            return bytes
        }
    }
}
