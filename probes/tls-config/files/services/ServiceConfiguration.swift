import ProbeKit

/// What one service is configured to use, and what of that could not be read.
struct ServiceConfiguration {
    let service: String
    let configured: [ConfiguredCertificate]
    let gaps: [Unread]

    /// Servers that are told names, and show each of them a certificate of its own.
    private static let naming: Set<String> = ["apache", "dovecot", "haproxy", "lighttpd", "nginx"]

    /// The ports of services that speak one protocol; the others may speak on any port.
    private static let usualPorts: [String: Set<UInt16>] = [
        "dovecot": [110, 143, 993, 995, 4190], "exim": [25, 465, 587], "mysql": [3306], "openldap": [389, 636, 3269],
        "postfix": [25, 465, 587], "postgresql": [5432], "vsftpd": [21, 990],
    ]

    /// Whether its configuration may hold names that clients send.
    var knowsNames: Bool { Self.naming.contains(service) }

    /// Whether it may be the one that listens on a port, where nobody can be seen.
    func isUsual(on port: UInt16) -> Bool { Self.usualPorts[service]?.contains(port) ?? true }
}

extension [ServiceConfiguration] {
    /// The same for all services.
    var together: (configured: [ConfiguredCertificate], gaps: [Unread]) { (flatMap(\.configured), flatMap(\.gaps)) }
}
