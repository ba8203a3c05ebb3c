import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.certificate-chain: from what an endpoint presents alone, every client finds a valid path to an anchor.
    func judgeCertificateChain(_ evidence: TLSConfiguration, into results: inout Results) {
        let required = "a valid path from the presented certificates to a trust anchor"
        for gap in evidence.anchorGaps { results.add(gap.result(Self.certificateChain, required: required)) }
        EndpointCheck(
            check: Self.certificateChain, evidence: evidence, required: required,
            setting: DecidingSetting(anchors: settings.trustAnchors.map(\.place))
        ).judge(into: &results) { _, handshake in
            let findings = handshake.shown.map { Self.path(of: $0.chain, from: $0.leaf, lacksAnchors: !evidence.anchorGaps.isEmpty) }
            return CertificateCheck.worst(findings, of: handshake)
        }
    }

    /// Numbers of problems, from openssl/x509_vfy.h.
    private static let notYetValid = 9
    private static let expired = 10

    private static func path(of chain: PresentedChain, from leaf: CertificateFacts, lacksAnchors: Bool) -> Finding {
        let what = "\(leaf.name)\(chain.client.phrase)"
        guard let best = chain.paths.first else {
            return Finding(.inconclusive(.parseError), "\(what): no path was tried" + (chain.problem.map { ": \($0)" } ?? ""))
        }
        if best.isValid { return valid(best, leaf, what, chain) }
        let text = "\(what): \(best.problem ?? "the path ends without an anchor")"
        switch best.problemNumber {
        case notYetValid: return Finding(.fail(.notYetValid), text)
        case expired: return Finding(.fail(.expired), text)
        default: break
        }
        if chain.count > chain.presented.count {
            return Finding(.inconclusive(.parseError), "\(text); \(chain.count - chain.presented.count) certificates could not be read")
        }
        if let problem = chain.problem { return Finding(.inconclusive(.populationIncomplete), "\(text); \(problem)") }
        if lacksAnchors { return Finding(.inconclusive(.unreadable), "\(text); not all trust anchors could be read") }
        return Finding(.fail(.untrusted), text)
    }

    private static func valid(_ path: CertificatePath, _ leaf: CertificateFacts, _ what: String, _ chain: PresentedChain) -> Finding {
        let count = path.certificates.count
        var finding = Finding(.pass, "\(what): a path of \(count) \(count == 1 ? "certificate" : "certificates") to \(anchor(path.anchor))")
        if leaf.mustStaple, !chain.isStapled {
            finding.notes.append(Note(.attention, "the certificate demands a stapled OCSP response, and none came"))
        }
        return finding
    }

    private static func anchor(_ anchor: CertificatePath.Anchor) -> String {
        switch anchor {
        case .system: "an anchor of the system"
        case .extra: "an anchor of TrustAnchor="
        case .pinned: "a pin of TrustAnchor="
        case .none: "no anchor"
        }
    }
}

extension DecidingSetting {
    /// Anchors of the entity, beside those of the system.
    fileprivate init(anchors: [Place?]) { self = anchors.isEmpty ? .none : DecidingSetting(anchors, usual: "") }
}
