internal import CLibSSL
internal import Controls
internal import ProbeKit

extension CertificateFacts {
    /// Everything that a certificate says, its names uncut.
    init(_ certificate: Certificate, declaredName: String?) {
        self.init()
        defer { ERR_clear_error() }
        let handle = unsafe certificate.handle
        fingerprint = certificate.fingerprint
        subject = unsafe Self.text(of: X509_get_subject_name(handle))
        issuer = unsafe Self.text(of: X509_get_issuer_name(handle))
        let names = AlternativeNames(of: certificate, declaredName: declaredName)
        dnsNames = names.dnsNames
        addresses = names.addresses
        nameCount = names.count
        notBefore = certificate.notBefore
        notAfter = certificate.notAfter
        unsafe readKey(X509_get0_pubkey(handle))
        unsafe readSignature(handle)
        isAuthority = unsafe X509_check_ca(handle) > 0
        isSelfSigned = certificate.isSelfSigned
        mustStaple = unsafe soc2d_x509_must_staple(handle) == 1
    }

    private mutating func readKey(_ key: OpaquePointer?) {
        guard let key = unsafe key else { return }
        keyBits = Int(unsafe EVP_PKEY_get_bits(key))
        switch unsafe EVP_PKEY_get_base_id(key) {
        case EVP_PKEY_RSA, EVP_PKEY_RSA_PSS: keyKind = .rsa
        case EVP_PKEY_EC: keyKind = .ec
        case EVP_PKEY_ED25519: keyKind = .ed25519
        case EVP_PKEY_ED448: keyKind = .ed448
        case EVP_PKEY_DSA: keyKind = .dsa
        default: keyKind = .other
        }
        if keyKind == .ec { curve = unsafe Self.curve(of: key) }
    }

    /// The short name of a named curve, such as `prime256v1`; nil where the curve is spelt out.
    private static func curve(of key: OpaquePointer) -> String? {
        var name = [CChar](repeating: 0, count: 64)
        var length = 0
        guard unsafe EVP_PKEY_get_group_name(key, &name, name.count, &length) == 1 else { return nil }
        return Subject.escaping(name.prefix(length).map { UInt8(bitPattern: $0) })
    }

    private mutating func readSignature(_ handle: OpaquePointer) {
        var algorithm: UnsafePointer<X509_ALGOR>?
        unsafe X509_get0_signature(nil, &algorithm, handle)
        signature = unsafe algorithm.map { unsafe Self.name(of: $0.pointee.algorithm) } ?? ""
        var (digest, key, bits) = (Int32(0), Int32(0), Int32(0))
        var flags: UInt32 = 0
        _ = unsafe X509_get_signature_info(handle, &digest, &key, &bits, &flags)
        if digest != NID_undef, let name = unsafe OBJ_nid2sn(digest) { signatureDigest = unsafe String(cString: name) }
    }

    /// The short name of an object, or its numbers where it has none.
    private static func name(of object: OpaquePointer?) -> String {
        let number = unsafe OBJ_obj2nid(object)
        if number != NID_undef, let name = unsafe OBJ_nid2sn(number) { return unsafe String(cString: name) }
        var text = [CChar](repeating: 0, count: 80)
        let length = unsafe OBJ_obj2txt(&text, Int32(text.count), object, 1)
        return Subject.escaping(text.prefix(min(Int(max(0, length)), text.count - 1)).map { UInt8(bitPattern: $0) })
    }

    /// A distinguished name as RFC 4514 writes it, escaped.
    private static func text(of name: OpaquePointer?) -> String {
        guard let name = unsafe name, let output = unsafe BIO_new(BIO_s_mem()) else { return "" }
        defer { unsafe BIO_free(output) }
        let flags = UInt(XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_DN_REV | XN_FLAG_FN_SN | XN_FLAG_DUMP_UNKNOWN_FIELDS)
        let values = UInt(ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL | ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN)
        _ = unsafe X509_NAME_print_ex(output, name, 0, flags | values | UInt(ASN1_STRFLGS_DUMP_DER))
        var text = [UInt8](repeating: 0, count: 4096)
        let length = unsafe BIO_read(output, &text, Int32(text.count))
        let escaped = Subject.escaping(text.prefix(Int(max(0, length))))
        return String(escaped.unicodeScalars.prefix(512))
    }
}
