internal import Controls
internal import ProbeKit

/// Everything that a path may end with: the system's anchors, those of the settings, and presented certificates that are pinned.
struct Anchors {
    private let system: TrustStore
    private var extra = TrustStore()
    private let pins: Set<String>

    /// What is wrong with an anchor of the settings; nil if all could be read.
    private(set) var problem: String?

    init(_ request: HandshakeRequest, system: TrustStore) {
        self.system = system
        pins = Set(request.pins)
        for text in request.anchors {
            if let certificate = Base64.decodePadded(text.utf8).flatMap({ Certificate(der: $0) }) {
                extra.add(certificate)
            } else {
                problem = "a further trust anchor is no certificate"
            }
        }
        if system.count == 0, problem == nil { problem = "this system has no trust anchors: install ca-certificates" }
    }

    /// How a certificate is an anchor itself.
    func kind(of certificate: Certificate) -> CertificatePath.Anchor {
        if system.contains(certificate) { return .system }
        if pins.contains(certificate.fingerprint) { return .pinned }
        return extra.contains(certificate) ? .extra : .none
    }

    /// The anchors that a certificate names as its issuer.
    func issuers(of certificate: Certificate) -> [(anchor: Certificate, kind: CertificatePath.Anchor)] {
        system.issuers(of: certificate).map { ($0, .system) }
            + extra.issuers(of: certificate).filter { !system.contains($0) }.map { ($0, .extra) }
    }
}
