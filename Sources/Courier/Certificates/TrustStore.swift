internal import CLibSSL

/// Trust anchors by the names of their subjects, as bytes: parsed only when a path asks for them.
package struct TrustStore: Sendable {
    private var anchors: [UInt: [[UInt8]]] = [:]
    /// How many anchors there are.
    package private(set) var count = 0

    /// The anchors of this system: the first of the usual bundles that holds any, read once. The environment has no say.
    package static let system = bundles.lazy.map { TrustStore(bundle: $0) }.first { $0.count > 0 } ?? TrustStore()

    /// Where Debian, Fedora, openSUSE and Alpine keep their bundle.
    private static let bundles = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    package init() {}

    /// Every certificate of a file in PEM; none where it cannot be read. What is no certificate is passed over.
    package init(bundle path: String) {
        guard let file = unsafe BIO_new_file(path, "r") else {
            ERR_clear_error()
            return
        }
        defer {
            unsafe BIO_free(file)
            ERR_clear_error()
        }
        while let block = unsafe Self.nextBlock(of: file) {
            if block.label == "CERTIFICATE", let certificate = Certificate(der: block.bytes) { add(certificate) }
        }
    }

    mutating func add(_ certificate: Certificate) {
        anchors[certificate.subjectHash, default: []].append(certificate.der)
        count += 1
    }

    /// The anchors whose subject may be the issuer of a certificate.
    func issuers(of certificate: Certificate) -> [Certificate] {
        anchors[certificate.issuerHash, default: []].compactMap { Certificate(der: $0) }.filter { certificate.names(asIssuer: $0) }
    }

    /// Whether this very certificate is an anchor.
    func contains(_ certificate: Certificate) -> Bool {
        anchors[certificate.subjectHash, default: []].contains(certificate.der)
    }

    private static func nextBlock(of file: OpaquePointer) -> (label: String, bytes: [UInt8])? {
        var (label, header): (UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<CChar>?) = (nil, nil)
        var data: UnsafeMutablePointer<UInt8>?
        var length = 0
        guard unsafe PEM_read_bio(file, &label, &header, &data, &length) == 1, let label = unsafe label, let data = unsafe data else {
            return nil
        }
        defer {
            unsafe CRYPTO_free(label, nil, 0)
            unsafe CRYPTO_free(header, nil, 0)
            unsafe CRYPTO_free(data, nil, 0)
        }
        return unsafe (String(cString: label), Array(UnsafeBufferPointer(start: data, count: length)))
    }
}
