import ProbeKit

/// Where TLS is to be expected. Nothing is ever written to a listener of which neither port nor owner says so: a ClientHello is garbage
/// to whoever does not know TLS.
enum KnownTLSPorts {
    /// Ports on which TLS begins with the first byte (IANA, and custom).
    static let direct: Set<UInt16> = [
        443, 465, 563, 636, 853, 989, 990, 992, 993, 995, 2376, 3269, 4443, 5061, 5223, 5349, 5671, 5986, 6443, 6514, 6697, 8443, 8883,
        9443,
        10250,
    ]

    /// Ports on which a protocol begins in the clear.
    static let startTLS: [UInt16: StartTLS] = [
        21: .ftp, 25: .smtp, 110: .pop3, 143: .imap, 389: .ldap, 587: .smtp, 3306: .mysql, 5222: .xmpp, 5432: .postgres,
    ]

    /// Ports on which servers that know TLS are used to speak in the clear, or to pass on what somebody else understands.
    private static let plain: Set<UInt16> = [
        22, 53, 80, 81, 1883, 2019, 3128, 5672, 6379, 8000, 8008, 8080, 8081, 8088, 8888, 9000, 9092, 9200, 11211, 27017,
    ]

    /// Servers that speak TLS on any port: the names of their units, without suffix and instance, and of their programs.
    private static let servers: Set<String> = [
        "angie", "apache2", "caddy", "cockpit", "envoy", "h2o", "haproxy", "hitch", "httpd", "lighttpd", "nginx", "openresty", "stunnel",
        "stunnel4", "traefik",
    ]

    /// Whether a listener is asked.
    static func expectTLS(of listener: Listener) -> Bool {
        if direct.contains(listener.port) || startTLS[listener.port] != nil { return true }
        return mayCarryTLS(listener.port) && server(holding: listener.owner) != nil
    }

    /// Whether a server that knows TLS is asked on a port that is not known for it.
    static func mayCarryTLS(_ port: UInt16) -> Bool { !plain.contains(port) }

    /// The server that holds a socket, as ``servers`` calls it; nil for one that is not known to speak TLS.
    static func server(holding owner: ListenerOwner) -> String? {
        let unit = owner.unit?.prefix { $0 != "." && $0 != "@" }
        let program = owner.executable?.split(separator: "/").last
        return [unit, program].compactMap { $0.map(String.init) }.first(where: servers.contains)
    }
}
