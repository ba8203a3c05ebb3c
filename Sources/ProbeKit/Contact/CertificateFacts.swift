package import Controls

/// What a certificate says (RFC 5280).
package struct CertificateFacts: RecordedObject, Hashable, Sendable {
    package enum KeyKind: String, CaseIterable, Hashable, Sendable {
        case rsa, ec, ed25519, ed448, dsa, other
    }

    /// SHA-256 of its DER, lower-case hexadecimal.
    package var fingerprint = ""
    /// Distinguished names as RFC 4514 writes them, escaped, cut at 512 characters.
    package var subject = ""
    package var issuer = ""
    /// The DNS names of its subject alternative name, lower case, escaped; the first 200, candidates for the declared name first.
    package var dnsNames: [String] = []
    /// The addresses of its subject alternative name; the first 200.
    package var addresses: [IPAddress] = []
    /// How many names and addresses there are in all.
    package var nameCount = 0
    /// Seconds since 1970.
    package var notBefore: Int64 = 0
    package var notAfter: Int64 = 0
    package var keyKind = KeyKind.other
    package var keyBits = 0
    /// The name of the curve; nil for keys without one.
    package var curve: String?
    /// The signature algorithm, such as `RSA-SHA256`.
    package var signature = ""
    /// The digest that was signed, such as `SHA1`; nil where the algorithm has none of its own (Ed25519).
    package var signatureDigest: String?
    package var isAuthority = false
    /// Whether it is signed with its own key.
    package var isSelfSigned = false
    /// Whether it demands a stapled OCSP response (RFC 7633).
    package var mustStaple = false

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("addresses", &addresses)
        try form.field("authority", &isAuthority)
        try form.field("curve", &curve)
        try form.field("dns_names", &dnsNames)
        try form.field("fingerprint", &fingerprint)
        try form.field("issuer", &issuer)
        try form.field("key_bits", &keyBits)
        try form.word("key_kind", &keyKind)
        try form.field("must_staple", &mustStaple)
        try form.field("name_count", &nameCount)
        try form.field("not_after", &notAfter)
        try form.field("not_before", &notBefore)
        try form.field("self_signed", &isSelfSigned)
        try form.field("signature", &signature)
        try form.field("signature_digest", &signatureDigest)
        try form.field("subject", &subject)
    }
}
