internal import CLibSSL
internal import Glibc
internal import ProbeKit

/// A certificate that OpenSSL could parse, with the bytes that it was parsed from.
@safe final class Certificate {
    let der: [UInt8]
    /// SHA-256 of the bytes, lower-case hexadecimal.
    let fingerprint: String
    /// Seconds since 1970.
    let notBefore: Int64
    let notAfter: Int64
    /// `X509 *`, valid as long as this object.
    let handle: OpaquePointer

    /// Nil for bytes that are no certificate, for bytes that go on after it, and where its times make no sense.
    init?(der: [UInt8]) {
        defer { ERR_clear_error() }
        let parsed = unsafe der.withUnsafeBufferPointer { buffer -> OpaquePointer? in
            var place = buffer.baseAddress
            guard let parsed = unsafe d2i_X509(nil, &place, buffer.count) else { return nil }
            if unsafe place == buffer.baseAddress.map({ unsafe $0 + buffer.count }) { return unsafe parsed }
            unsafe X509_free(parsed)
            return nil
        }
        guard let parsed = unsafe parsed else { return nil }
        guard let start = unsafe Self.seconds(X509_get0_notBefore(parsed)), let end = unsafe Self.seconds(X509_get0_notAfter(parsed))
        else {
            unsafe X509_free(parsed)
            return nil
        }
        self.der = der
        fingerprint = Self.fingerprint(of: der)
        notBefore = start
        notAfter = end
        unsafe handle = parsed
    }

    deinit { unsafe X509_free(handle) }

    static func fingerprint(of der: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        _ = unsafe SHA256(der, der.count, &digest)
        return digest.hexadecimal
    }

    /// Seconds since 1970; years have four digits, so nothing overflows.
    private static func seconds(_ time: UnsafePointer<ASN1_TIME>?) -> Int64? {
        var calendar = unsafe tm()
        guard let time = unsafe time, unsafe ASN1_TIME_to_tm(time, &calendar) == 1 else { return nil }
        return Int64(unsafe timegm(&calendar))
    }

    func isCurrent(at time: Int64) -> Bool { notBefore <= time && time <= notAfter }

    /// Whether it is signed with its own key.
    var isSelfSigned: Bool {
        defer { ERR_clear_error() }
        return unsafe X509_self_signed(handle, 1) == 1
    }

    /// Hashes of its names, alike for names that RFC 5280, section 7.1, holds to be the same.
    var subjectHash: UInt { unsafe X509_NAME_hash_ex(X509_get_subject_name(handle), nil, nil, nil) }
    var issuerHash: UInt { unsafe X509_NAME_hash_ex(X509_get_issuer_name(handle), nil, nil, nil) }

    /// Whether it names another as its issuer, by name and key identifier. Whether that one may sign, and did, is judged with
    /// the whole path.
    func names(asIssuer other: Certificate) -> Bool {
        let answer = unsafe X509_check_issued(other.handle, handle)
        return answer == X509_V_OK || answer == X509_V_ERR_KEYUSAGE_NO_CERTSIGN
    }
}
