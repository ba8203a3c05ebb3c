import ProbeKit

/// The certificates and keys that the services of a host are configured to use.
enum ServiceConfigurations {
    private static let readers: [(service: String, read: @Sendable (inout ConfigurationScan) -> Void)] = [
        ("apache", { ApacheReader.read(&$0) }), ("dovecot", { DovecotReader.read(&$0) }), ("exim", { EximReader.read(&$0) }),
        ("haproxy", { HAProxyReader.read(&$0) }), ("lighttpd", { LighttpdReader.read(&$0) }), ("mysql", { MySQLReader.read(&$0) }),
        ("nginx", { NginxReader.read(&$0) }), ("openldap", { OpenLDAPReader.read(&$0) }), ("postfix", { PostfixReader.read(&$0) }),
        ("postgresql", { PostgreSQLReader.read(&$0) }), ("stunnel", { StunnelReader.read(&$0) }),
        ("vsftpd", { VsftpdReader.read(&$0) }),
    ]

    /// What each service is configured to use. A configuration that is absent is nothing; one that cannot be read or understood is
    /// a gap.
    static func read(_ files: any FileTree) -> [ServiceConfiguration] {
        readers.map { reader in
            var scan = ConfigurationScan(reader.service, files)
            reader.read(&scan)
            return ServiceConfiguration(service: reader.service, configured: scan.configured, gaps: scan.gaps)
        }
    }
}
