import Controls
import ProbeKit

extension CleartextPort {
    /// Ports of protocols that were made without protection. An own `CleartextPort=` list takes their place.
    static let usual: [CleartextPort] = [
        .one(21), .one(23), .one(69, .udp), .one(110), .one(143), .one(389), CleartextPort(PortRange(.tcp, 512...514)), .one(873),
        .one(5900),
    ]

    private static func one(_ port: UInt16, _ transport: Transport = .tcp) -> CleartextPort {
        CleartextPort(PortRange(transport, port...port))
    }
}

extension CleartextProtocol {
    /// What usually speaks on a port: the service name and port number registry of IANA.
    static func suggested(by port: UInt16, _ transport: Transport) -> CleartextProtocol? {
        switch (transport, port) {
        case (.udp, 69): .tftp
        case (.udp, _), (.udplite, _), (.sctp, _), (.raw, _): nil
        case (.tcp, 21), (.tcp, 2121): .ftp
        case (.tcp, 23), (.tcp, 2323): .telnet
        case (.tcp, 25), (.tcp, 587): .smtp
        case (.tcp, 80), (.tcp, 8080): .http
        case (.tcp, 110): .pop3
        case (.tcp, 143): .imap
        case (.tcp, 389): .ldap
        case (.tcp, 512): .rexec
        case (.tcp, 513): .rlogin
        case (.tcp, 514): .rsh
        case (.tcp, 873): .rsync
        case (.tcp, 5900...5999): .vnc
        case (.tcp, _): nil
        }
    }

    /// The protocol of a program or a unit that is made for nothing else.
    static func known(of owner: ListenerOwner) -> CleartextProtocol? {
        if owner.kind == .process, let program = owner.program, let known = programs[String(program)] { return known }
        guard let unit = owner.unitName, let dot = unit.utf8.lastIndex(of: UInt8(ascii: ".")),
            unit[dot...] == ".service" || unit[dot...] == ".socket"
        else { return nil }
        let end = unit.utf8.firstIndex { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ".") } ?? dot
        return units[String(unit[..<end])]
    }

    /// Whether there is no way to protect it: who runs it speaks in the clear.
    var isAlwaysClear: Bool {
        switch self {
        case .rexec, .rlogin, .rsh, .tftp: true
        case .ftp, .http, .imap, .ldap, .pop3, .rsync, .smtp, .telnet, .vnc, .ssh: false
        }
    }

    var transport: Transport { self == .tftp ? .udp : .tcp }

    private static let programs: [String: CleartextProtocol] = [
        "in.ftpd": .ftp, "ftpd": .ftp, "proftpd": .ftp, "pure-ftpd": .ftp, "vsftpd": .ftp,
        "in.rexecd": .rexec, "rexecd": .rexec, "in.rlogind": .rlogin, "rlogind": .rlogin, "in.rshd": .rsh, "rshd": .rsh,
        "rsync": .rsync, "in.telnetd": .telnet, "telnetd": .telnet,
        "atftpd": .tftp, "in.tftpd": .tftp, "tftpd": .tftp,
    ]

    private static let units: [String: CleartextProtocol] = [
        "ftpd": .ftp, "proftpd": .ftp, "pure-ftpd": .ftp, "vsftpd": .ftp,
        "rexec": .rexec, "rlogin": .rlogin, "rsh": .rsh,
        "rsync": .rsync, "rsyncd": .rsync, "telnet": .telnet, "telnetd": .telnet, "inetutils-telnetd": .telnet,
        "atftpd": .tftp, "tftp": .tftp, "tftpd": .tftp, "tftpd-hpa": .tftp,
    ]
}
