internal import CLibSSL
internal import ProbeKit

/// The messages of a server that speak of certificates, as they come in: also where OpenSSL then refuses them.
final class HandshakeTranscript {
    private(set) var message: CertificateMessage?
    private(set) var requestsClientCertificate = false
    private(set) var isStapled = false

    /// Message types of RFC 8446, appendix B.3.
    private enum MessageType {
        static let certificate: UInt8 = 11
        static let certificateRequest: UInt8 = 13
        static let certificateStatus: UInt8 = 22
    }

    private static let headerBytes = 4

    /// Hears everything that a session reads. It must outlive the session.
    func listen(to session: OpaquePointer) {
        unsafe soc2d_ssl_message_argument(session, Unmanaged.passUnretained(self).toOpaque())
        unsafe SSL_set_msg_callback(session) { isSent, version, kind, start, length, _, argument in
            guard isSent == 0, kind == SSL3_RT_HANDSHAKE, let start = unsafe start, let argument = unsafe argument else { return }
            let bytes = unsafe Array(UnsafeRawBufferPointer(start: start, count: length))
            unsafe Unmanaged<HandshakeTranscript>.fromOpaque(argument).takeUnretainedValue().take(bytes, version)
        }
    }

    private func take(_ bytes: [UInt8], _ version: Int32) {
        guard bytes.count >= Self.headerBytes else { return }
        switch bytes[0] {
        case MessageType.certificate where message == nil:
            let version = UInt16(exactly: version).flatMap { TLSVersion(wire: $0) } ?? .tls12
            message = CertificateMessage(parsing: bytes.dropFirst(Self.headerBytes), version: version)
        case MessageType.certificateRequest: requestsClientCertificate = true
        case MessageType.certificateStatus: isStapled = bytes.count > Self.headerBytes + 4
        default: break
        }
    }
}
