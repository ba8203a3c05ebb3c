import Controls
import ProbeKit

/// A check over endpoints: one result each, in which the worst address decides.
struct EndpointCheck {
    let check: CheckID
    let evidence: TLSConfiguration
    let required: String
    /// The line of the settings that asks for it, or the note that none does.
    let setting: DecidingSetting
    /// What it means that an endpoint which the entity declares speaks in the clear.
    var cleartext = Verdict.inconclusive(.unreachable)
    /// Whether what was accepted is proof, even of a service that stopped answering meanwhile.
    var isProvenByAcceptance = false
    /// The files that belong to the answer.
    var files: (ServedEndpoint) -> [Source] = { _ in [] }

    func judge(into results: inout Results, _ finding: (ServedEndpoint, Handshake) -> Finding) {
        for gap in evidence.gaps { results.add(gap.result(check, required: required)) }
        let obstacles = Obstacles(evidence, cleartext: cleartext)
        for endpoint in evidence.endpoints {
            results.add(
                result(endpoint) { contact in
                    let obstacle = obstacles.finding(endpoint, contact)
                    guard let handshake = contact.handshake, obstacle == nil || isProof(handshake) else { return obstacle }
                    let found = finding(endpoint, handshake)
                    guard let obstacle else { return found }
                    return found.verdict.outcome == .fail ? found : obstacle
                })
        }
        if evidence.endpoints.isEmpty, evidence.gaps.isEmpty { results.add(Self.empty(check, required: required)) }
    }

    private func isProof(_ handshake: Handshake) -> Bool { isProvenByAcceptance && handshake.reach == .unsteady }

    /// The result of a check that has no endpoint to look at, and that knows of all.
    static func empty(_ check: CheckID, required: String) -> CheckResult {
        CheckResult(
            check, subject: "endpoints", .notApplicable(.emptyPopulation), required: required,
            observed: "no listener on a port or of a server that is known for TLS, and no Endpoint=", sources: [Source("sock_diag(7)")])
    }

    /// One result over all addresses of an endpoint.
    /// - Parameter finding: nil for an address that has nothing to say about the check.
    func result(_ endpoint: ServedEndpoint, _ finding: (TLSContact) -> Finding?) -> CheckResult {
        var result = CheckResult(check, subject: endpoint.subject, .inconclusive(.unreachable), required: required)
        result.sources = setting.sources + files(endpoint) + [endpoint.place].compactMap(\.self)
        guard endpoint.unresolved == nil, !endpoint.contacts.isEmpty else {
            result.verdict = .inconclusive(endpoint.unresolved?.reason ?? .unreachable)
            result.observed = endpoint.unresolved?.text ?? "no address"
            if let path = endpoint.unresolved?.path { result.sources.insert(Source(path), at: 0) }
            return result
        }
        let found = endpoint.contacts.compactMap { contact in finding(contact).map { (contact, $0) } }
        guard let worst = found.map(\.1.rank).max(), let deciding = found.first(where: { $0.1.rank == worst }) else { return result }
        let isShared = Set(found.map(\.1)).count == 1
        result.verdict = deciding.1.verdict
        result.observed = isShared ? deciding.1.observed : "\(deciding.0.address): \(deciding.1.observed)"
        result.notes = deciding.1.notes + setting.notes
        let sources = found.filter { isShared || $0.1.rank == worst }.map { Source(endpoint.interface($0.0)) }
        result.sources = sources + deciding.1.sources + result.sources
        return result
    }
}

extension ServedEndpoint {
    /// How the source of an answer is written: `tls [::1]:443`.
    func interface(_ contact: TLSContact) -> String { "tls \(HostOrAddress.address(contact.address)):\(contact.port)" }
}
