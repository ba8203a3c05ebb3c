import Courier
import ProbeKit

@testable import LinuxHost
@testable import Probes

/// The readers of bytes that a kernel or a stranger sends: any bytes may come, and none may trap.
enum Reader: String, CaseIterable {
    /// The records of backups, and what restores are compared with.
    case backup
    /// A list of certificates, as TLS sends it, with every certificate and path in it.
    case certificates
    /// What a TLS server answers after the records are taken off.
    case handshake
    /// LDAP answers to STARTTLS.
    case ldap
    /// NAT rules of nf_tables.
    case nat
    /// Datagrams of sock_diag(7).
    case netlink
    /// The records of a TLS server, with everything in them.
    case record

    func read(_ bytes: [UInt8]) {
        switch self {
        case .backup: Self.readBackup(bytes)
        case .certificates: Self.readCertificates(bytes)
        case .handshake: Self.readMessages(bytes)
        case .ldap:
            _ = try? LDAPMessage.size(bytes)
            _ = try? LDAPMessage(bytes)
        case .nat: Self.readRules(bytes)
        case .netlink:
            for family in SocketFamily.all {
                var reader = DiagnosticReader(family, sequence: 1)
                _ = try? reader.read(bytes, count: bytes.count)
            }
        case .record:
            var flight = ServerFlight()
            let half = bytes.count / 2
            _ = try? flight.take(bytes[..<half])
            _ = try? flight.take(bytes[half...])
        }
    }

    /// What is read can be written into evidence, and read again where it was written.
    private static func readBackup(_ bytes: [UInt8]) {
        if let status = try? BackupStatus(parsing: bytes) { precondition((try? BackupStatus(parsing: status.json)) == status) }
        if let check = try? IntegrityCheck(parsing: bytes) { precondition((try? IntegrityCheck(parsing: check.json)) == check) }
        if let test = try? RestoreTest(parsing: bytes) { precondition((try? RestoreTest(canonicalJSON: test.canonicalJSON())) == test) }
        _ = try? ChecksumList(parsing: bytes)
    }

    private static func readMessages(_ bytes: [UInt8]) {
        var reader = HandshakeReader()
        for message in (try? reader.take(bytes)) ?? [] {
            _ = try? ServerHello(message.body)
            _ = try? TemporaryKey.bits(message.body)
            _ = CertificateMessage(parsing: message.body, version: .tls12)
            _ = CertificateMessage(parsing: message.body, version: .tls13)
        }
    }

    /// The first byte says which version.
    private static func readCertificates(_ bytes: [UInt8]) {
        var list = PresentedList(.any)
        list.add(CertificateMessage(parsing: bytes.dropFirst(), version: bytes.first == 13 ? .tls13 : .tls12))
        var request = HandshakeRequest()
        request.time = 1_800_000_000
        request.declaredName = "www.example.test"
        var handshake = Handshake()
        let shown = ShownCertificates([list], for: request, until: .after(milliseconds: 2000), system: TrustStore())
        handshake.certificates = shown.certificates
        handshake.chains = shown.chains
        _ = try? handshake.canonicalJSON()
    }

    private static func readRules(_ bytes: [UInt8]) {
        let tables = ["nat", "n"].map { RuleReader.Chain(family: 2, table: $0, name: "") }
        for kind in [RuleReader.Kind.chains, .rules] {
            var reader = RuleReader(kind, sequence: 1, tablesOf: tables)
            _ = try? reader.read(bytes, count: bytes.count)
        }
    }
}
