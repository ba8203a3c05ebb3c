internal import ProbeKit

/// What a server has answered to one ClientHello so far. Takes any bytes in any pieces.
package struct ServerFlight: Sendable {
    package private(set) var hello: ServerHello?
    /// The alert that ended the connection.
    package private(set) var alert: Alert?
    /// DER of each certificate that was sent in the clear, the leaf first.
    package private(set) var certificates: [[UInt8]] = []
    /// The bits of the Diffie-Hellman prime or of the temporary RSA key.
    package private(set) var keyExchangeBits: Int?
    package private(set) var requestsClientCertificate = false
    /// Whether nothing more can be learnt: ServerHelloDone, or what follows is encrypted.
    package private(set) var isDone = false
    /// Whether any byte came.
    package private(set) var isEmpty = true

    private var records = RecordReader()
    private var messages = HandshakeReader()

    package init() {}

    /// Whether it stops in the middle of a record or a message.
    package var isCutShort: Bool { records.isInside || messages.isInside }

    package mutating func take(_ bytes: some Collection<UInt8>) throws(WireProblem) {
        if bytes.isEmpty { return }
        isEmpty = false
        for record in try records.take(bytes) where !isDone {
            switch record.kind {
            case .alert: try take(alert: record.content)
            case .handshake: try take(handshake: record.content)
            case .changeCipherSpec, .applicationData, .heartbeat:
                guard hello != nil else { throw .malformed("no ServerHello, but a record of type \(record.kind.rawValue)") }
                isDone = true
            }
        }
    }

    private mutating func take(alert content: [UInt8]) throws(WireProblem) {
        guard let alert = Alert(content) else { throw .malformed("alert of \(content.count) bytes or of an unknown level") }
        guard alert.endsConnection else { return }
        self.alert = alert
        isDone = true
    }

    private mutating func take(handshake content: [UInt8]) throws(WireProblem) {
        for message in try messages.take(content) where !isDone { try take(message) }
    }

    private mutating func take(_ message: HandshakeMessage) throws(WireProblem) {
        guard hello != nil || message.kind == .serverHello || message.kind == .helloRequest else {
            throw .malformed("handshake message before the ServerHello")
        }
        switch message.kind {
        case .serverHello: try take(hello: ServerHello(message.body))
        case .certificate:
            let list = CertificateMessage(parsing: message.body, version: .tls12)
            guard list.isWhole else { throw .malformed("certificate list that is cut short") }
            certificates = list.certificates
        case .serverKeyExchange:
            guard let number = hello?.suite, let suite = CipherSuite(number: number), TemporaryKey.isSent(with: suite) else { return }
            keyExchangeBits = try TemporaryKey.bits(message.body)
        case .certificateRequest: requestsClientCertificate = true
        case .serverHelloDone: isDone = true
        case .helloRequest, nil: break
        }
    }

    private mutating func take(hello new: ServerHello) throws(WireProblem) {
        guard hello == nil else { throw .malformed("two ServerHello messages") }
        hello = new
        isDone = new.version >= TLSVersion.tls13.wire
    }
}
