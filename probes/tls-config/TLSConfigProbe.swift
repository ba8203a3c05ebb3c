import Controls
import ProbeKit

/// Shakes hands with the host's TLS services, and judges what they accept and what they show.
struct TLSConfigProbe: Probe {
    static let protocolVersion: CheckID = "tls-config.protocol-version"
    static let cipherStrength: CheckID = "tls-config.cipher-strength"
    static let certificateExpiry: CheckID = "tls-config.certificate-expiry"
    static let certificateChain: CheckID = "tls-config.certificate-chain"
    static let certificateName: CheckID = "tls-config.certificate-name"
    static let keyStrength: CheckID = "tls-config.key-strength"
    static let servedCertificate: CheckID = "tls-config.served-certificate"

    let settings: TLSConfigSettings

    init(settings: inout Settings) { self.settings = TLSConfigSettings(&settings) }

    func observe(_ host: Host, after previous: TLSConfiguration?) throws(ProbeFailure) -> TLSConfiguration {
        var evidence = TLSConfiguration()
        evidence.now = host.now.seconds
        let services = ServiceConfigurations.read(host.files)
        evidence.keys = PrivateKeySurvey.evidence(host.files, configured: services.together, declared: settings.privateKeys)
        guard let sockets = host.sockets, let processes = host.processes else {
            let text = "only a tree of files is observed, and nobody answers from it"
            evidence.gaps = [Unread("handshakes", .notObservableUnderRoot, text)]
            return evidence
        }
        let anchors = TrustAnchors(settings.trustAnchors, in: host.files)
        evidence.anchorGaps = anchors.gaps
        let declared = settings.endpoints.map(\.value)
        let names = ServiceNames(services, declared: declared)
        var endpoints = settings.endpoints.flatMap { $0.value.endpoints(at: $0.place, on: host) }
        var local = LocalListeners([])
        do throws(ProbeFailure) {
            let ports = try ListenerSurvey(host: host, sockets: sockets, processes: processes).evidence(withNetworks: false)
            let listening = ListenerEndpoints(ports.listeners).endpoints
            endpoints += listening.flatMap(names.endpoints)
            local = LocalListeners(ports.listeners)
            evidence.gaps += Self.unlisted(ports) + local.gaps(declared: declared) + names.gaps(of: listening)
            evidence.configurationGaps = names.fileGaps(of: listening)
        } catch {
            evidence.gaps.append(Unread(OpenPorts.everything, error.reason, error.text))
        }
        evidence.endpoints = endpoints.merged.sorted { ($0.port, $0.host, $0.subject) < ($1.port, $1.host, $1.subject) }
        let interrogation = Interrogation(dialer: host.dialer, anchors: anchors, now: host.now, deadline: settings.deadline)
        interrogation.resolve(&evidence.endpoints)
        for index in evidence.endpoints.indices where evidence.endpoints[index].owner == nil {
            evidence.endpoints[index].add(owners: local.owners(of: evidence.endpoints[index]))
        }
        names.addFiles(to: &evidence.endpoints, on: host)
        interrogation.shakeHands(&evidence.endpoints)
        return evidence
    }

    /// Protocols of which the listeners could not be listed.
    private static func unlisted(_ ports: OpenPorts) -> [Unread] {
        ports.allGaps.filter {
            $0.path == OpenPorts.everything || $0.path == OpenPorts.nat || $0.path.hasPrefix(Transport.tcp.rawValue)
        }
    }

    func judge(_ evidence: TLSConfiguration, against baseline: Baseline<TLSConfiguration>?, into results: inout Results) {
        if results.wants(Self.protocolVersion) { judgeProtocolVersion(evidence, into: &results) }
        if results.wants(Self.cipherStrength) { judgeCipherStrength(evidence, into: &results) }
        if results.wants(Self.certificateExpiry) { judgeCertificateExpiry(evidence, into: &results) }
        if results.wants(Self.certificateChain) { judgeCertificateChain(evidence, into: &results) }
        if results.wants(Self.certificateName) { judgeCertificateName(evidence, into: &results) }
        if results.wants(Self.keyStrength) { judgeKeyStrength(evidence, into: &results) }
        if results.wants(PrivateKeyAccess.check) {
            PrivateKeyAccess(evidence.keys, allowedGroups: settings.keyGroups).judge(into: &results)
        }
        if results.wants(Self.servedCertificate) { judgeServedCertificate(evidence, into: &results) }
    }
}
