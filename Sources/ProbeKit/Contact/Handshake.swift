/// What was learnt about the TLS of one address, port and name.
package struct Handshake: RecordedObject, Hashable, Sendable {
    /// What the service turned out to be.
    package enum Reach: String, CaseIterable, Hashable, Sendable {
        /// At least one hello was answered with a ServerHello, at the end of the run once more.
        case tls
        /// TLS, but every hello was answered with an alert: it may want a name.
        case refusing
        /// It answers, and positively not in TLS; or it speaks the protocol and offers no STARTTLS.
        case plaintext
        /// It closed every connection without a word.
        case closing
        /// It said nothing in time.
        case silent
        /// It says what is neither TLS nor the expected protocol.
        case malformed
        /// Nobody listens there.
        case unreachable
        /// The courier does not connect there: link-local addresses.
        case forbidden
        /// It stopped answering meanwhile, so a refusal proves nothing.
        case unsteady
    }

    package var reach = Reach.unreachable
    /// What was heard, escaped, for people: `alert 40 (handshake_failure)`, `HTTP/1.1 400 Bad Request`.
    package var detail = ""
    /// Every certificate that stands in a chain or on a path.
    package var certificates: [CertificateFacts] = []
    /// What clients of several kinds were shown.
    package var chains: [PresentedChain] = []
    /// How many connections were made.
    package var connections = 0
    /// Whether it asked for a client certificate.
    package var requestsClientCertificate = false
    /// Each version that was offered alone, oldest first.
    package var versions: [VersionFacts] = []

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("certificates", &certificates)
        try form.field("chains", &chains)
        try form.field("client_certificate", &requestsClientCertificate)
        try form.field("connections", &connections)
        try form.field("detail", &detail)
        try form.word("reach", &reach)
        try form.field("versions", &versions)
    }
}

/// What became of offering one version alone, with every suite, group and signature scheme of its era.
package struct VersionFacts: RecordedObject, Hashable, Sendable {
    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// A ServerHello, or a HelloRetryRequest, of that version.
        case accepted
        /// An alert, a ServerHello of another version, or a closed connection.
        case refused
        /// Neither: silence, garbage, or the time was up.
        case unknown
    }

    package var version = TLSVersion.tls12
    package var outcome = Outcome.unknown
    /// What was heard, for people.
    package var detail = ""
    /// The suites that were accepted, in the order in which they were chosen out of all that were left.
    package var suites: [SuiteFacts] = []
    /// Whether the last offer, of all suites that were left, was refused; else there may be more.
    package var isComplete = false

    package init() {}

    package init(_ version: TLSVersion) { self.version = version }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("complete", &isComplete)
        try form.field("detail", &detail)
        try form.word("outcome", &outcome)
        try form.field("suites", &suites)
        try form.word("version", &version)
    }
}

/// One accepted cipher suite.
package struct SuiteFacts: RecordedObject, Hashable, Sendable {
    /// Its number in the IANA registry of TLS cipher suites.
    package var number: UInt16 = 0
    /// The bits of the Diffie-Hellman prime, or of the temporary RSA key of an export suite; nil where there is none.
    package var keyExchangeBits: Int?

    package init() {}

    package init(number: UInt16, keyExchangeBits: Int? = nil) {
        self.number = number
        self.keyExchangeBits = keyExchangeBits
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bits", &keyExchangeBits)
        try form.field("number", &number)
    }
}
