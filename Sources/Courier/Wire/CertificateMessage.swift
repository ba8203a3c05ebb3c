package import ProbeKit

/// The Certificate message of a server: RFC 5246, section 7.4.2, and RFC 8446, section 4.4.2.
package struct CertificateMessage: Hashable, Sendable {
    /// The certificates in the order in which they stand there, whatever they hold.
    package private(set) var certificates: [[UInt8]] = []
    /// Whether an OCSP response stands beside the first of them: TLS 1.3 only.
    package private(set) var isStapled = false
    /// Whether the message could be read to its end.
    package private(set) var isWhole = false

    private static let statusRequest = 5

    /// - Parameter body: the message without its header of four bytes.
    package init(parsing body: some Collection<UInt8>, version: TLSVersion) {
        var rest = ByteReader(body)
        if version >= .tls13 { guard rest.vector(lengthBytes: 1) != nil else { return } }
        guard let entries = rest.vector(lengthBytes: 3), rest.isAtEnd else { return }
        var list = ByteReader(entries)
        while !list.isAtEnd {
            guard let certificate = list.vector(lengthBytes: 3) else { return }
            certificates.append(Array(certificate))
            guard version >= .tls13 else { continue }
            guard let extensions = list.vector(lengthBytes: 2) else { return }
            if certificates.count == 1 { isStapled = Self.holdsStatus(extensions) }
        }
        isWhole = true
    }

    private static func holdsStatus(_ extensions: ArraySlice<UInt8>) -> Bool {
        var rest = ByteReader(extensions)
        while let kind = rest.number(bytes: 2), let content = rest.vector(lengthBytes: 2) {
            if kind == statusRequest { return !content.isEmpty }
        }
        return false
    }
}
