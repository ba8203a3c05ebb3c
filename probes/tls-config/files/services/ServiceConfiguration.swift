import ProbeKit

/// What one service is configured to use, and what of that could not be read.
struct ServiceConfiguration {
    let service: String
    let configured: [ConfiguredCertificate]
    let gaps: [Unread]
}

extension [ServiceConfiguration] {
    /// The same for all services.
    var together: (configured: [ConfiguredCertificate], gaps: [Unread]) { (flatMap(\.configured), flatMap(\.gaps)) }
}
