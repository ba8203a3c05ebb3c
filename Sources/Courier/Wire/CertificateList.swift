/// The certificates of a Certificate message up to TLS 1.2 (RFC 5246, section 7.4.2).
package enum CertificateList {
    /// DER of each, the leaf first; nothing of it is judged.
    package static func certificates(_ body: some Sequence<UInt8>) throws(WireProblem) -> [[UInt8]] {
        var reader = ByteReader(body)
        guard let list = reader.vector(lengthBytes: 3), reader.isAtEnd else { throw .malformed("certificate list of a wrong length") }
        var rest = ByteReader(list)
        var certificates: [[UInt8]] = []
        while !rest.isAtEnd {
            guard let certificate = rest.vector(lengthBytes: 3), !certificate.isEmpty else {
                throw .malformed("certificate that is cut short")
            }
            certificates.append(Array(certificate))
        }
        return certificates
    }
}
