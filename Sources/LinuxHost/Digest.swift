internal import COpenSSL
internal import Glibc

/// SHA-256 by libcrypto.
package enum Digest {
    /// 32 bytes.
    package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(bytes, bytes.count, &digest)
        return digest
    }

    /// The same of everything from here to the end of a file, however large, and the number of its bytes; nil on an error, which errno
    /// holds.
    static func sha256(_ file: borrowing Descriptor) -> (digest: [UInt8], bytes: Int64)? {
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        guard unsafe EVP_DigestInit_ex(context, EVP_sha256(), nil) == 1 else { return nil }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var bytes: Int64 = 0
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe read(file.number, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            guard count >= 0, unsafe EVP_DigestUpdate(context, chunk, count) == 1 else { return nil }
            bytes += Int64(count)
            if count == 0 { break }
        }
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        return unsafe EVP_DigestFinal_ex(context, &digest, nil) == 1 ? (digest, bytes) : nil
    }
}
