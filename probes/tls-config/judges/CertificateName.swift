import Controls
import ProbeKit

extension TLSConfigProbe {
    /// tls-config.certificate-name: the certificate is for the name that clients look for.
    func judgeCertificateName(_ evidence: TLSConfiguration, into results: inout Results) {
        let named = Set(
            evidence.endpoints.filter { $0.declaredName != nil }.flatMap { endpoint in endpoint.contacts.map(endpoint.interface) })
        EndpointCheck(
            check: Self.certificateName, evidence: evidence, required: "a subject alternative name that stands for the declared name",
            setting: .none
        ).judge(into: &results) { endpoint, handshake in
            guard let name = endpoint.declaredName.flatMap({ HostOrAddress($0) }) else {
                let isNamedElsewhere = endpoint.contacts.contains { named.contains(endpoint.interface($0)) }
                return isNamedElsewhere ? Self.nameless : Self.undeclared(endpoint)
            }
            let findings = handshake.shown.map { Self.finding(name, $0.leaf, $0.chain.client) }
            return CertificateCheck.worst(findings, of: handshake)
        }
    }

    private static let nameless = Finding(
        .notApplicable(.featureAbsent),
        "a client that sends no name gets the certificate that is there; the declared names are judged with sni=")

    private static func undeclared(_ endpoint: ServedEndpoint) -> Finding {
        Finding(.inconclusive(.notConfigured), "nobody said its name; declare it with Endpoint=HOST:\(endpoint.port)")
    }

    private static func finding(_ name: HostOrAddress, _ leaf: CertificateFacts, _ client: PresentedChain.Client) -> Finding {
        let isCovered =
            switch name {
            case .address(let address): leaf.addresses.contains(address)
            case .name(let name): leaf.dnsNames.contains(where: name.isCovered)
            }
        let names = leaf.dnsNames + leaf.addresses.map { "\($0)" }
        let rest = max(leaf.nameCount, names.count) - min(names.count, namedNames)
        let listed = names.prefix(namedNames).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
        let text = "\(name.plain): the certificate is for \(names.isEmpty ? "no name" : listed)\(client.phrase)"
        return Finding(isCovered ? .pass : .fail(.nameMismatch), text)
    }

    /// More names than this are only counted.
    private static let namedNames = 4
}
