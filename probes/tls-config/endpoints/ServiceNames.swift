import Controls
import ProbeKit

/// What the configurations of services say about listeners: the names that they know, and the files that they show.
struct ServiceNames {
    /// An endpoint is asked with so many names at most.
    static let most = 8

    private let services: [ServiceConfiguration]
    /// By port: names that `Endpoint=` declares, so that they need not be asked here.
    private let declared: [UInt16: Set<HostName>]

    init(_ services: [ServiceConfiguration], declared: [TLSEndpoint]) {
        self.services = services
        self.declared = Dictionary(grouping: declared.filter { $0.serverName != nil }, by: \.port).mapValues { endpoints in
            Set(endpoints.compactMap(\.serverName))
        }
    }

    /// The lines that speak of a listener: those of whoever holds it, and of its port as far as ports are known.
    private func entries(for endpoint: ServedEndpoint) -> [ConfiguredCertificate] {
        services.flatMap { service in
            let holds = endpoint.owners.map { Self.holds(service.service, $0) }
            return service.configured.filter { entry in
                entry.ports.isEmpty ? holds.contains(true) : entry.ports.contains(endpoint.port) && holds.contains { $0 != false }
            }
        }
    }

    /// The endpoint itself, and once more with each name that its service knows.
    func endpoints(with endpoint: ServedEndpoint) -> [ServedEndpoint] {
        let entries = entries(for: endpoint)
        return [endpoint]
            + names(in: entries).prefix(Self.most).map { name in
                var named = endpoint
                named.serverName = name.description
                named.declaredName = name.description
                let place =
                    entries.first { $0.serverNames.contains(name.description) }
                    ?? entries.first { $0.serverNames.contains(where: name.isMatched) }
                named.file = place?.source
                named.line = place?.line
                return named
            }
    }

    /// What is not known of names: those that are not asked, and configurations of whoever may hold a listener that could not be read
    /// and that may hold names. A server that listens nowhere hides no name.
    func gaps(of endpoints: [ServedEndpoint]) -> [Unread] {
        unread(among: endpoints).filter(\.knowsNames).flatMap(\.gaps) + endpoints.compactMap(gap)
    }

    /// Configurations that could not be read and that hold no names: only which file their servers show is not known.
    func fileGaps(of endpoints: [ServedEndpoint]) -> [Unread] {
        unread(among: endpoints).filter { !$0.knowsNames }.flatMap(\.gaps)
    }

    /// The services that hold, or may hold, one of some listeners.
    private func unread(among endpoints: [ServedEndpoint]) -> [ServiceConfiguration] {
        services.filter { service in
            endpoints.contains { endpoint in
                endpoint.owners.contains { Self.holds(service.service, $0) ?? service.isUsual(on: endpoint.port) }
            }
        }
    }

    /// What is not asked: names beyond ``most``, and patterns, which nobody can send.
    private func gap(of endpoint: ServedEndpoint) -> Unread? {
        let entries = entries(for: endpoint)
        let asked = declared[endpoint.port] ?? []
        let left = names(in: entries).dropFirst(Self.most).filter { !asked.contains($0) }.map(\.description)
        let patterns = Set(entries.flatMap(\.serverNames)).filter { text in
            HostName(text) == nil && !Self.catchAlls.contains(text) && !asked.contains { $0.isMatched(by: text) }
        }
        let open = left + patterns.sorted()
        guard !open.isEmpty else { return nil }
        let named = open.prefix(5).map { Subject.escaping(Array($0.utf8)) }.joined(separator: ", ")
        let text =
            "\(open.count) names of its configuration were not asked for: \(named)\(open.count > 5 ? ", …" : ""); "
            + "declare with Endpoint= those that matter"
        return Unread("names of tcp/\(endpoint.port) \(endpoint.host)", .limitExceeded, text)
    }

    /// Adds to every listener the files that its service is configured to show.
    func addFiles(to endpoints: inout [ServedEndpoint], on host: Host) {
        var read: [String: CertificateFile] = [:]
        for index in endpoints.indices where endpoints[index].deployed.isEmpty {
            endpoints[index].deployed = lines(for: endpoints[index]).map { path, entry in
                let file = read[path] ?? CertificateFile(HostPath(Subject.unescaping(path)), on: host)
                read[path] = file
                var deployed = DeployedCertificate(file, namedAt: Source(entry.source, line: entry.line))
                deployed.protocols = entry.protocols
                deployed.ciphers = entry.ciphers
                return deployed
            }
        }
    }

    /// Each file once, with the first line that names it.
    private func lines(for endpoint: ServedEndpoint) -> [(path: String, entry: ConfiguredCertificate)] {
        var seen: Set<String> = []
        return files(for: endpoint).compactMap { entry in entry.certificate.map { ($0, entry) } }.filter { seen.insert($0.0).inserted }
    }

    /// The lines of the files that an endpoint is to show: those of its name; where no line has the name, those of lines without names. A client
    /// that sends none may be shown any.
    private func files(for endpoint: ServedEndpoint) -> [ConfiguredCertificate] {
        let entries = entries(for: endpoint).filter { $0.certificate != nil }
        guard let name = endpoint.serverName.flatMap({ HostName($0) }) else { return entries }
        let exact = entries.filter { $0.serverNames.contains(name.description) }
        if !exact.isEmpty { return exact }
        let covered = entries.filter { $0.serverNames.contains(where: name.isMatched) }
        return covered.isEmpty ? entries.filter(\.serverNames.isEmpty) : covered
    }

    /// What stands for “no name” in a configuration.
    private static let catchAlls: Set<String> = ["", "_", "*", "localhost"]

    /// In the order of the configuration, none twice; `.example.com` is the name behind its dot as well.
    private func names(in entries: [ConfiguredCertificate]) -> [HostName] {
        var seen: Set<HostName> = []
        return entries.flatMap(\.serverNames).filter { !Self.catchAlls.contains($0) }.compactMap {
            HostName($0.first == "." ? $0.dropFirst() : $0[...])
        }.filter {
            seen.insert($0).inserted
        }
    }

    /// Whether a service holds a listener; nil where nobody can be seen to hold it.
    private static func holds(_ service: String, _ owner: ListenerOwner) -> Bool? {
        let unit = owner.unit.map { String($0.prefix { $0 != "." && $0 != "@" }) }
        let program = owner.executable?.split(separator: "/").last.map(String.init)
        let words = [unit, program].compactMap(\.self).filter { !$0.isEmpty }
        guard !words.isEmpty else { return nil }
        let names = [service] + (programs[service] ?? [])
        return words.contains { word in names.contains { word == $0 || word.hasPrefix($0) } }
    }

    /// Programs and units that go by another name than their service.
    private static let programs = [
        "apache": ["httpd"], "mysql": ["mariadb"], "openldap": ["slapd"], "postfix": ["master"], "postgresql": ["postgres"],
    ]
}
