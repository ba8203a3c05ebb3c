internal import ProbeKit

/// Keeps what is said about certificates small enough for one answer.
enum AnswerSize {
    /// Bytes of canonical JSON for certificates and chains together; the rest of ``CourierQuestion/sizeLimit`` is for the rest.
    static let limit = 96 << 10

    /// How much is kept of everything.
    private struct Measure {
        let names: Int
        /// Characters of a distinguished name.
        let text: Int
        let paths: Int
    }

    /// The first is what ``CertificateFacts`` promises; the others are for services that send more than any needs.
    private static let measures = [
        Measure(names: 200, text: 512, paths: 32), Measure(names: 50, text: 512, paths: 32), Measure(names: 10, text: 256, paths: 8),
        Measure(names: 1, text: 64, paths: 4),
    ]

    /// Cuts until it fits. Names that could match the declared one stand first, and so does the best path: they stay.
    static func limit(_ certificates: inout [CertificateFacts], _ chains: inout [PresentedChain]) {
        for measure in measures {
            for index in certificates.indices { cut(&certificates[index], measure) }
            for index in chains.indices { chains[index].paths = Array(chains[index].paths.prefix(measure.paths)) }
            if size(certificates, chains) <= limit { return }
        }
    }

    private static func cut(_ facts: inout CertificateFacts, _ measure: Measure) {
        facts.dnsNames = Array(facts.dnsNames.prefix(measure.names))
        facts.addresses = Array(facts.addresses.prefix(measure.names))
        facts.subject = String(facts.subject.unicodeScalars.prefix(measure.text))
        facts.issuer = String(facts.issuer.unicodeScalars.prefix(measure.text))
    }

    private static func size(_ certificates: [CertificateFacts], _ chains: [PresentedChain]) -> Int {
        var handshake = Handshake()
        handshake.certificates = certificates
        handshake.chains = chains
        return (try? handshake.canonicalJSON().count) ?? Int.max
    }
}
