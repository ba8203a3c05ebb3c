package import ProbeKit

/// The certificates that one client was shown, as bytes: what a handshake yields, by OpenSSL or by our own reader.
package struct PresentedList: Hashable, Sendable {
    package var client: PresentedChain.Client
    /// DER, if the service is honest; the leaf first.
    package var certificates: [[UInt8]] = []
    package var isStapled = false
    package var requestsClientCertificate = false
    /// Why there is none, or not all.
    package var problem: String?

    package init(_ client: PresentedChain.Client) { self.client = client }

    /// Takes in a Certificate message.
    package mutating func add(_ message: CertificateMessage) {
        certificates = message.certificates
        if message.isStapled { isStapled = true }
        if !message.isWhole { problem = "the Certificate message breaks off" }
    }
}
