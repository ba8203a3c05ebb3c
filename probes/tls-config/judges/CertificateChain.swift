import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.certificate-chain: from what an endpoint presents alone, every client finds a valid path to an anchor.
    func judgeCertificateChain(_ evidence: TLSConfiguration, into results: inout Results) {
        let required = "a valid path from the presented certificates to a trust anchor"
        for gap in evidence.anchorGaps { results.add(gap.result(Self.certificateChain, required: required)) }
        EndpointCheck(
            check: Self.certificateChain, evidence: evidence, required: required, setting: .none, files: { $0.sourcesOfLeaves }
        ).judge(into: &results) { _, handshake in
            let findings = handshake.shown.map { shown in
                finding(handshake, shown.chain, shown.leaf, lacksAnchors: !evidence.anchorGaps.isEmpty)
            }
            return CertificateCheck.worst(findings, of: handshake)
        }
    }

    /// Numbers of problems, from openssl/x509_vfy.h.
    private static let notYetValid = 9
    private static let expired = 10

    /// With the lines of `TrustAnchor=`, where a path ends at one of them, or at none.
    private func finding(
        _ handshake: Handshake, _ chain: PresentedChain, _ leaf: CertificateFacts, lacksAnchors: Bool
    ) -> Finding {
        var finding = Self.path(of: chain, in: handshake, from: leaf, lacksAnchors: lacksAnchors)
        let decides =
            switch chain.paths.first?.anchor {
            case .extra, .pinned: true
            case .system, .some(.none), nil: finding.verdict == .fail(.untrusted)
            }
        if decides { finding.sources = DecidingSetting(settings.trustAnchors.map(\.place), usual: "").sources }
        return finding
    }

    private static func path(
        of chain: PresentedChain, in handshake: Handshake, from leaf: CertificateFacts, lacksAnchors: Bool
    ) -> Finding {
        let what = "\(leaf.name)\(chain.client.phrase)"
        guard let best = chain.paths.first else {
            return Finding(.inconclusive(.parseError), "\(what): no path was tried" + (chain.problem.map { ": \($0)" } ?? ""))
        }
        if best.isValid { return valid(best, leaf, what, chain) }
        let text = "\(what): \(best.problemText(in: handshake))"
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

extension CertificatePath {
    /// What is wrong with the path, for people who do not know OpenSSL by heart; OpenSSL's words where they are plain.
    /// Numbers are those of openssl/x509_vfy.h.
    fileprivate func problemText(in handshake: Handshake) -> String {
        let words = problem ?? "the path ends without an anchor"
        guard let last = certificates.last, let top = handshake.certificate(last) else { return words }
        let above = certificates.count > 1 ? "\(top.name) is " : ""
        switch problemNumber {
        // No issuer for the last one, for any, for the only one.
        case 2, 20, 21:
            guard !top.issuer.isEmpty, !top.isSelfSigned else { return words }
            let issuer = CertificateFacts.commonName(in: top.issuer).map { "CN=\($0)" } ?? top.issuer
            return "\(above)issued by \(issuer), which was not presented and is no anchor"
        // A leaf, or the last one, that is its own issuer.
        case 18, 19: return "\(above)signed by itself, and no anchor"
        default: return words
        }
    }
}
