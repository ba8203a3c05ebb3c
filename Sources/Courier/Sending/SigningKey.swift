internal import Controls
internal import CLibSSL
internal import ProbeKit

/// A key of Standard Webhooks 1.0.0.
enum SigningKey: Hashable, Sendable, CustomStringConvertible {
    /// `whsec_` and base64: `v1`, HMAC-SHA256.
    case symmetric([UInt8])
    /// `whsk_` and base64: `v1a`, Ed25519; the seed, with or without the public key behind it.
    case asymmetric([UInt8])

    /// nil for anything else, and for keys that are too short to be one.
    init?(_ line: String) {
        if line.hasPrefix("whsec_"), let key = Base64.decode(line.utf8.dropFirst(6)), (24...64).contains(key.count) {
            self = .symmetric(key)
        } else if line.hasPrefix("whsk_"), let key = Base64.decode(line.utf8.dropFirst(5)), key.count == 32 || key.count == 64 {
            self = .asymmetric(Array(key.prefix(32)))
        } else {
            return nil
        }
    }

    var description: String { "…" }

    /// One entry of `webhook-signature`; nil where OpenSSL refuses, which it has no reason to.
    func signature(id: String, timestamp: Int64, body: [UInt8]) -> String? {
        let content = Array("\(id).\(timestamp).".utf8) + body
        switch self {
        case .symmetric(let key): return Self.hmac(content, key).map { "v1,\(Base64.encodePadded($0))" }
        case .asymmetric(let seed): return Self.ed25519(content, seed).map { "v1a,\(Base64.encodePadded($0))" }
        }
    }

    private static func hmac(_ content: [UInt8], _ key: [UInt8]) -> [UInt8]? {
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        let result = unsafe HMAC(EVP_sha256(), key, Int32(clamping: key.count), content, content.count, &digest, &count)
        guard unsafe result != nil, count == 32 else { return nil }
        return Array(digest.prefix(32))
    }

    private static func ed25519(_ content: [UInt8], _ seed: [UInt8]) -> [UInt8]? {
        guard let key = unsafe EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nil, seed, seed.count) else { return nil }
        defer { unsafe EVP_PKEY_free(key) }
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer { unsafe EVP_MD_CTX_free(context) }
        var signature = [UInt8](repeating: 0, count: 64)
        var count = signature.count
        guard unsafe EVP_DigestSignInit(context, nil, nil, nil, key) == 1,
            unsafe EVP_DigestSign(context, &signature, &count, content, content.count) == 1, count == 64
        else { return nil }
        return signature
    }
}
