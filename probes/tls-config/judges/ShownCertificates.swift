import Controls
import ProbeKit

extension Handshake {
    /// A certificate by its place; nil for a place that is none, as altered evidence may have it.
    func certificate(_ place: Int) -> CertificateFacts? { certificates.indices.contains(place) ? certificates[place] : nil }

    /// The chains in which a certificate came.
    var shown: [(chain: PresentedChain, leaf: CertificateFacts)] {
        chains.compactMap { chain in chain.presented.first.flatMap(certificate).map { (chain, $0) } }
    }

    /// Why it is open which certificate clients of some kind were shown; nil where that is known of all.
    ///
    /// Clients that take one kind of key only are shown none where there is none for them. Those that take every kind are not, unless
    /// they are refused.
    var hidden: Finding? {
        for chain in chains where chain.presented.first.flatMap(certificate) == nil {
            let problem = chain.problem.map { ": \($0)" } ?? ""
            if chain.count > 0 {
                return Finding(.inconclusive(.parseError), "shows a certificate that cannot be read\(chain.client.phrase)\(problem)")
            }
            guard chain.client == .any, !shown.isEmpty, !chain.isRefused else { continue }
            return Finding(.inconclusive(.notObservable), "shows certificates, but none to clients that take every kind\(problem)")
        }
        return nil
    }
}

extension PresentedChain {
    /// Whether the service answered with an alert, as OpenSSL words it.
    fileprivate var isRefused: Bool { problem?.contains(" alert ") == true }
}

extension CertificatePath {
    var isValid: Bool { problem == nil && problemNumber == 0 && anchor != .none }
}

extension PresentedChain.Client {
    /// Added to what is said about a chain: `, for RSA clients`.
    var phrase: String {
        switch self {
        case .any: ""
        case .rsa: ", for clients that take RSA only"
        case .ecdsa: ", for clients that take ECDSA only"
        }
    }
}

extension CertificateFacts {
    /// `www.example.com sha256:0123456789abcdef`, the same for the same certificate.
    var subjectText: String { "\(name) sha256:\(fingerprint.prefix(16))" }

    /// Its common name, else the first of its alternative names, else its whole subject.
    var name: String {
        if let commonName = Self.commonName(in: subject) { return commonName }
        if let first = dnsNames.min() { return first }
        if let first = addresses.min() { return "\(first)" }
        return subject.isEmpty ? "unnamed" : subject
    }

    /// The first common name in a distinguished name, as RFC 4514 writes it.
    static func commonName(in name: String) -> String? {
        var parts: [String] = [""]
        var isEscaped = false
        for character in name {
            if !isEscaped, character == "," || character == "+" { parts.append("") } else { parts[parts.count - 1].append(character) }
            isEscaped = character == "\\" && !isEscaped
        }
        return parts.first { $0.hasPrefix("CN=") && $0.count > 3 }.map { String($0.dropFirst(3)) }
    }
}

/// A certificate that clients rely on, with everything that shows it.
struct ShownCertificate {
    let facts: CertificateFacts
    /// Whether clients rely on it as an anchor and nowhere otherwise, so that nobody checks who signed it.
    fileprivate(set) var isAnchorOnly = true
    /// The endpoints that show it, none twice.
    fileprivate(set) var endpoints: [ServedEndpoint] = []
    fileprivate(set) var interfaces: [String] = []
    /// Certificates that come with it as a leaf and lie on no path.
    fileprivate(set) var strangers: [CertificateFacts] = []

    /// The files in which it lies, as far as configurations name them; none twice.
    var files: [Source] {
        var seen: Set<Source> = []
        return endpoints.flatMap { $0.sources(showing: [facts]) }.filter { seen.insert($0).inserted }
    }

    /// `tcp/443 [::] and 2 more`.
    var places: String {
        let rest = endpoints.count - 1
        return (endpoints.first?.subject ?? "") + (rest > 0 ? " and \(rest) more" : "")
    }
}

/// The certificates that clients rely on: those of the best valid path; where there is none, the leaf and what was presented above it.
struct ShownCertificates {
    /// In the order in which they come up.
    private(set) var all: [ShownCertificate] = []
    private var places: [String: Int] = [:]

    init(_ evidence: TLSConfiguration) {
        for endpoint in evidence.endpoints {
            for contact in endpoint.contacts {
                guard let handshake = contact.handshake, handshake.reach == .tls else { continue }
                for shown in handshake.shown { add(shown.chain, of: handshake, by: endpoint, at: endpoint.interface(contact)) }
            }
        }
    }

    private mutating func add(_ chain: PresentedChain, of handshake: Handshake, by endpoint: ServedEndpoint, at interface: String) {
        let path = Self.path(of: chain)
        let anchor = chain.paths.first.flatMap { $0.isValid ? $0.certificates.last : nil }
        for (position, place) in path.enumerated() {
            guard let facts = handshake.certificate(place) else { continue }
            let number = number(of: facts)
            if !all[number].endpoints.contains(where: { $0.subject == endpoint.subject }) { all[number].endpoints.append(endpoint) }
            if !all[number].interfaces.contains(interface) { all[number].interfaces.append(interface) }
            if place != anchor { all[number].isAnchorOnly = false }
            guard position == 0 else { continue }
            for stranger in chain.presented where !path.contains(stranger) {
                guard let facts = handshake.certificate(stranger), !all[number].strangers.contains(facts) else { continue }
                all[number].strangers.append(facts)
            }
        }
    }

    private static func path(of chain: PresentedChain) -> [Int] {
        guard let best = chain.paths.first, best.isValid else {
            let tried = Set(chain.paths.flatMap(\.certificates))
            return chain.presented.prefix(1) + chain.presented.dropFirst().filter { tried.contains($0) }
        }
        return best.certificates
    }

    private mutating func number(of facts: CertificateFacts) -> Int {
        if let known = places[facts.fingerprint] { return known }
        places[facts.fingerprint] = all.count
        all.append(ShownCertificate(facts: facts))
        return all.count - 1
    }
}
