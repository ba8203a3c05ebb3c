import Controls
import ProbeKit

extension TLSEndpoint {
    /// What is asked because of an entry: with its name, and once without, as clients do that know nothing of names.
    ///
    /// Whoever sends no name may be shown another certificate, so no name is looked for in it unless `name=` says so.
    func endpoints(at place: Place?) -> [ServedEndpoint] {
        var nameless = ServedEndpoint()
        nameless.certificate = certificate
        nameless.declaredName = isNameStated ? declaredName?.plain : nil
        nameless.file = place?.file
        nameless.line = place?.line
        nameless.host = host.description
        nameless.isDeclared = true
        nameless.port = port
        nameless.startTLS = startTLS
        switch host {
        case .address(let address): nameless.contacts = [TLSContact(address)]
        case .name: break
        }
        guard let serverName else { return [nameless] }
        var named = nameless
        named.serverName = serverName.description
        named.declaredName = declaredName?.plain
        // The file belongs to the name.
        nameless.certificate = nil
        return [nameless, named]
    }
}
