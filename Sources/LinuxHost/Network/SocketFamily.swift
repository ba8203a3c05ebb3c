import Controls

/// One protocol over one version of IP: what the kernel lists in one answer.
struct SocketFamily: Hashable, Sendable {
    let transport: Transport
    let isV6: Bool

    static let all = Transport.allCases.flatMap { [SocketFamily(transport: $0, isV6: false), SocketFamily(transport: $0, isV6: true)] }

    /// As gaps are named: `sctp/ipv6`.
    var name: String { "\(transport.rawValue)/\(isV6 ? "ipv6" : "ipv4")" }

    /// AF_INET or AF_INET6.
    var addressFamily: UInt8 { isV6 ? 10 : 2 }

    /// The number of the protocol. Raw sockets of every protocol are asked for with IPPROTO_RAW.
    var protocolNumber: UInt8 {
        switch transport {
        case .tcp: 6
        case .udp: 17
        case .sctp: 132
        case .udplite: 136
        case .raw: 255
        }
    }

    /// The state in which a socket waits for strangers: TCP_LISTEN, or TCP_CLOSE for one that is bound and unconnected.
    var waitingState: UInt8 {
        switch transport {
        case .tcp, .sctp: 10
        case .udp, .udplite, .raw: 7
        }
    }

    /// How `/proc/net/protocols` names the protocol, once the kernel has it.
    var registeredName: String {
        switch (transport, isV6) {
        case (.tcp, false): "TCP"
        case (.tcp, true): "TCPv6"
        case (.udp, false): "UDP"
        case (.udp, true): "UDPv6"
        case (.udplite, false): "UDP-Lite"
        case (.udplite, true): "UDPLITEv6"
        case (.sctp, false): "SCTP"
        case (.sctp, true): "SCTPv6"
        case (.raw, false): "RAW"
        case (.raw, true): "RAWv6"
        }
    }

    /// The table in `/proc/self/net` that lists the same sockets; nil where its format is another one.
    var procTable: String? {
        switch transport {
        case .tcp, .udp, .udplite, .raw: "/proc/self/net/\(transport.rawValue)\(isV6 ? "6" : "")"
        case .sctp: nil
        }
    }
}
