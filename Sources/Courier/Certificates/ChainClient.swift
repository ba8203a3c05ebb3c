internal import CLibSSL
internal import ProbeKit

/// A TLS client that wants to be shown certificates and believes none: OpenSSL does the cryptography over memory, and a
/// ``Connection`` carries the bytes, with its deadline and its bounds.
@safe final class ChainClient {
    private let kind: PresentedChain.Client
    /// `SSL *`, and its two `BIO *`, which belong to it.
    private let session: OpaquePointer
    private let incoming: OpaquePointer
    private let outgoing: OpaquePointer

    /// Bytes of the longest Certificate message.
    private static let certificateBytes = 512 << 10

    /// Nil where OpenSSL has no memory, or refuses the name.
    init?(_ kind: PresentedChain.Client, serverName: String?) {
        guard let context = unsafe SSL_CTX_new(TLS_client_method()) else { return nil }
        defer {
            unsafe SSL_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe Self.prepare(context, for: kind), let session = unsafe SSL_new(context) else { return nil }
        guard let incoming = unsafe BIO_new(BIO_s_mem()), let outgoing = unsafe BIO_new(BIO_s_mem()) else {
            unsafe SSL_free(session)
            return nil
        }
        unsafe soc2d_bio_wait_when_empty(incoming)
        unsafe SSL_set_bio(session, incoming, outgoing)
        unsafe SSL_set_connect_state(session)
        unsafe soc2d_ssl_ask_status(session)
        self.kind = kind
        unsafe self.session = session
        unsafe self.incoming = incoming
        unsafe self.outgoing = outgoing
        if let serverName, unsafe soc2d_ssl_send_name(session, serverName) != 1 { return nil }
    }

    deinit { unsafe SSL_free(session) }

    /// Offers everything that this kind of client takes, and looks at no certificate itself.
    private static func prepare(_ context: OpaquePointer, for kind: PresentedChain.Client) -> Bool {
        unsafe SSL_CTX_set_security_level(context, 0)
        unsafe soc2d_ssl_take_old_servers(context)
        unsafe soc2d_ssl_limit_certificates(context, certificateBytes)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nil)
        unsafe SSL_CTX_set_cert_verify_callback(context, { _, _ in 1 }, nil)
        // Without these two a client offers what OpenSSL does by itself, which is nearly as much.
        _ = unsafe soc2d_ssl_offer_groups(context, groups)
        _ = unsafe soc2d_ssl_offer_signatures(context, kind.signatures)
        return unsafe soc2d_ssl_offer_all_versions(context) == 1 && SSL_CTX_set_cipher_list(context, kind.suites) == 1
            && SSL_CTX_set_ciphersuites(context, suitesOfTLS13) == 1
    }

    private static let groups =
        "X25519:P-256:P-384:P-521:X448:brainpoolP256r1:brainpoolP384r1:brainpoolP512r1:secp256k1:P-224:P-192"
    private static let suitesOfTLS13 = "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// Shakes hands, as far as it goes: a server that then wants a certificate of ours has shown its own already.
    func list(over connection: consuming Connection) -> PresentedList {
        let transcript = HandshakeTranscript()
        unsafe transcript.listen(to: session)
        let problem = handshake(over: &connection)
        unsafe SSL_set_msg_callback(session, nil)
        var list = PresentedList(kind)
        list.isStapled = transcript.isStapled
        list.requestsClientCertificate = transcript.requestsClientCertificate
        if let message = transcript.message { list.add(message) }
        if list.certificates.isEmpty, list.problem == nil { list.problem = problem ?? "no certificate" }
        return list
    }

    /// What stopped it; nil once hands are shaken.
    private func handshake(over connection: inout Connection) -> String? {
        do {
            while true {
                ERR_clear_error()
                let result = unsafe SSL_do_handshake(session)
                let state = unsafe SSL_get_error(session, result)
                let problem = Self.lastProblem()
                try flush(over: connection)
                if result == 1 {
                    unsafe SSL_shutdown(session)
                    try flush(over: connection)
                    return nil
                }
                guard state == SSL_ERROR_WANT_READ else { return problem }
                guard let bytes = try connection.receive() else { return "closed the connection" }
                _ = unsafe BIO_write(incoming, bytes, Int32(clamping: bytes.count))
            }
        } catch { return error.text }
    }

    private func flush(over connection: borrowing Connection) throws(ConnectionFailure) {
        var bytes = [UInt8](repeating: 0, count: 16 << 10)
        while true {
            let count = unsafe BIO_read(outgoing, &bytes, Int32(bytes.count))
            guard count > 0 else { return }
            try connection.send(Array(bytes.prefix(Int(count))))
        }
    }

    /// The last word of OpenSSL's error queue.
    private static func lastProblem() -> String {
        defer { ERR_clear_error() }
        guard let reason = unsafe ERR_reason_error_string(ERR_peek_last_error()) else { return "the handshake broke off" }
        return unsafe String(cString: reason)
    }
}

extension PresentedChain.Client {
    /// Suites up to TLS 1.2. Those without a certificate show none.
    fileprivate var suites: String {
        switch self {
        case .any: "ALL:COMPLEMENTOFALL:!aNULL:!PSK:!SRP:@SECLEVEL=0"
        case .rsa: "aRSA:!PSK:!SRP:@SECLEVEL=0"
        case .ecdsa: "aECDSA:!PSK:!SRP:@SECLEVEL=0"
        }
    }

    fileprivate var signatures: String {
        let rsa =
            "rsa_pss_rsae_sha256:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512:"
            + "RSA+SHA256:RSA+SHA384:RSA+SHA512:RSA+SHA224:RSA+SHA1"
        let ecdsa = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448:ECDSA+SHA224:ECDSA+SHA1"
        return switch self {
        case .any: ecdsa + ":" + rsa + ":DSA+SHA256:DSA+SHA1"
        case .rsa: rsa
        case .ecdsa: ecdsa
        }
    }
}
