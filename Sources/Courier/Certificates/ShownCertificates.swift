package import ProbeKit

/// What clients of several kinds were shown, read and judged: the part of a ``Handshake`` that speaks of certificates.
package struct ShownCertificates: Hashable, Sendable {
    package private(set) var chains: [PresentedChain] = []
    /// Every certificate that stands in a chain or on a path, each once.
    package private(set) var certificates: [CertificateFacts] = []
    package private(set) var requestsClientCertificate = false

    /// As many certificates of one chain are looked at, and so many of all chains together with their anchors.
    private static let chainLimit = 32
    private static let certificateLimit = 64
    private static let pathLimit = 32

    private var places: [String: Int] = [:]

    /// Reads and judges; connects to nobody.
    /// - Parameter deadline: the moment after which no further path is looked for.
    package init(_ lists: [PresentedList], for request: HandshakeRequest, until deadline: Deadline, system: TrustStore = .system) {
        let anchors = Anchors(request, system: system)
        var known: [[[UInt8]]: PresentedChain] = [:]
        for list in lists {
            var chain = known[list.certificates] ?? self.chain(list.certificates, anchors, request, deadline)
            known[list.certificates] = chain
            chain.client = list.client
            chain.isStapled = list.isStapled
            chain.problem = [list.problem, chain.problem].compactMap(\.self).first
            chains.append(chain)
            if list.requestsClientCertificate { requestsClientCertificate = true }
        }
        AnswerSize.limit(&certificates, &chains)
    }

    private mutating func chain(
        _ list: [[UInt8]], _ anchors: Anchors, _ request: HandshakeRequest, _ deadline: Deadline
    ) -> PresentedChain {
        var chain = PresentedChain()
        chain.count = list.count
        var presented: [Certificate] = []
        for (index, der) in list.prefix(Self.chainLimit).enumerated() {
            guard let certificate = Certificate(der: der) else {
                chain.problem = "certificate \(index + 1) of \(list.count) cannot be read"
                // Without its leaf a chain proves nothing.
                if index == 0 { return chain }
                continue
            }
            guard let place = place(of: certificate, request) else { continue }
            chain.presented.append(place)
            if !presented.contains(where: { $0.der == der }) { presented.append(certificate) }
        }
        if list.count > chain.presented.count, chain.problem == nil {
            chain.problem = "more certificates than are looked at: \(list.count)"
        }
        addPaths(of: presented, anchors, request, deadline, to: &chain)
        return chain
    }

    private mutating func addPaths(
        of presented: [Certificate], _ anchors: Anchors, _ request: HandshakeRequest, _ deadline: Deadline,
        to chain: inout PresentedChain
    ) {
        let search = PathSearch(presented, to: anchors, at: request.time, until: deadline)
        var judged: [(path: PathSearch.Path, problem: Int32)] = []
        for path in search.paths {
            if let problem = PathJudge.verdict(on: path, at: request.time) { judged.append((path, problem)) }
        }
        judged.sort { first, second in
            if (first.problem == 0) != (second.problem == 0) { return first.problem == 0 }
            if (first.path.anchor == .none) != (second.path.anchor == .none) { return second.path.anchor == .none }
            return first.path.expiry > second.path.expiry
        }
        chain.paths = judged.prefix(Self.pathLimit).compactMap { recorded($0.path, $0.problem, request) }
        if chain.paths.first?.problem == nil, !chain.paths.isEmpty { return }
        if chain.problem == nil { chain.problem = search.isCut ? "more ways upwards than are tried" : anchors.problem }
    }

    private mutating func recorded(_ path: PathSearch.Path, _ problem: Int32, _ request: HandshakeRequest) -> CertificatePath? {
        var record = CertificatePath()
        record.anchor = path.anchor
        record.problemNumber = Int(problem)
        record.problem = problem == 0 ? nil : PathJudge.text(of: problem)
        for certificate in path.certificates {
            guard let place = place(of: certificate, request) else { return nil }
            record.certificates.append(place)
        }
        return record
    }

    /// Where a certificate stands; nil where there is no room for one more.
    private mutating func place(of certificate: Certificate, _ request: HandshakeRequest) -> Int? {
        if let known = places[certificate.fingerprint] { return known }
        guard certificates.count < Self.certificateLimit else { return nil }
        certificates.append(CertificateFacts(certificate, declaredName: request.declaredName))
        places[certificate.fingerprint] = certificates.count - 1
        return certificates.count - 1
    }
}
