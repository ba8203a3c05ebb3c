import Controls
import ProbeKit

extension TLSEndpoint {
    /// What is asked because of an entry: with its name, and once without, as clients do that know nothing of names.
    ///
    /// Whoever sends no name may be shown another certificate, so no name is looked for in it unless `name=` says so.
    ///
    /// The file belongs to the name; where there is none, to everybody.
    func endpoints(at place: Place?, on host: Host) -> [ServedEndpoint] {
        var nameless = ServedEndpoint()
        nameless.declaredName = isNameStated ? declaredName?.plain : nil
        nameless.file = place?.file
        nameless.line = place?.line
        nameless.host = self.host.description
        nameless.isDeclared = true
        nameless.port = port
        nameless.startTLS = startTLS
        switch self.host {
        case .address(let address): nameless.contacts = [TLSContact(address, port: port)]
        case .name: break
        }
        guard let serverName else {
            nameless.deployed = deployed(at: place, on: host)
            return [nameless]
        }
        var named = nameless
        named.deployed = deployed(at: place, on: host)
        named.serverName = serverName.description
        named.declaredName = declaredName?.plain
        return [nameless, named]
    }

    private func deployed(at place: Place?, on host: Host) -> [DeployedCertificate] {
        guard let path = certificate.map({ HostPath($0) }) else { return [] }
        return [DeployedCertificate(CertificateFile(path, on: host), namedAt: place.map { Source($0.file, line: $0.line) })]
    }
}
