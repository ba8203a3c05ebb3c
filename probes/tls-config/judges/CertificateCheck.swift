import Controls
import ProbeKit

/// A check over certificates: one result for each, and one for each endpoint that shows none.
struct CertificateCheck {
    let check: CheckID
    let evidence: TLSConfiguration
    let required: String
    let setting: DecidingSetting

    func judge(into results: inout Results, _ finding: (ShownCertificate) -> Finding) {
        for gap in evidence.gaps { results.add(gap.result(check, required: required)) }
        addEndpointsWithout(into: &results)
        for certificate in ShownCertificates(evidence).all {
            let found = finding(certificate)
            results.add(
                CheckResult(
                    check, subject: certificate.facts.subjectText, found.verdict, required: required,
                    observed: "\(found.observed); shown by \(certificate.places)",
                    sources: certificate.interfaces.map { Source($0) } + certificate.files + setting.sources,
                    notes: found.notes + setting.notes))
        }
        if evidence.endpoints.isEmpty, evidence.gaps.isEmpty { results.add(EndpointCheck.empty(check, required: required)) }
    }

    /// An address without a certificate is a subject of its own, or a certificate that nobody saw would not be missed.
    private func addEndpointsWithout(into results: inout Results) {
        let obstacles = Obstacles(evidence)
        let endpoints = EndpointCheck(check: check, evidence: evidence, required: required, setting: setting)
        for endpoint in evidence.endpoints {
            let finding = { (contact: TLSContact) in
                obstacles.finding(endpoint, contact) ?? contact.handshake.flatMap { $0.shown.isEmpty ? Self.noCertificate($0) : $0.hidden }
            }
            guard endpoint.contacts.isEmpty || endpoint.contacts.contains(where: { finding($0) != nil }) else { continue }
            results.add(endpoints.result(endpoint, finding))
        }
    }

    /// The worst of what was found about the certificates that were shown, those that stay hidden included.
    static func worst(_ findings: [Finding], of handshake: Handshake) -> Finding {
        (findings + [handshake.hidden].compactMap(\.self)).max { $0.rank < $1.rank } ?? noCertificate(handshake)
    }

    static func noCertificate(_ handshake: Handshake) -> Finding {
        if let hidden = handshake.hidden { return hidden }
        let problem = handshake.chains.compactMap(\.problem).first.map { ": \($0)" } ?? ""
        return Finding(.inconclusive(.notObservable), "TLS, but no certificate could be seen\(problem)")
    }
}
