import CLinux
import Controls
import Glibc
import ProbeKit

/// A netlink(7) socket to one interface of the kernel. The unsafe steps of asking it are all here.
struct NetlinkSocket: ~Copyable {
    enum Interface: String {
        case sockets = "sock_diag"
        case rules = "nf_tables"

        fileprivate var number: Int32 {
            switch self {
            case .sockets: Int32(NETLINK_SOCK_DIAG)
            case .rules: Int32(NETLINK_NETFILTER)
            }
        }
    }

    private let interface: Interface
    private let descriptor: Int32
    private var buffer: [UInt8]

    /// The kernel fills at most 32 KiB at a time (netlink_dump()); what is larger is hostile.
    private static let bufferSize = 64 << 10
    private static let timeoutSeconds: Int32 = 5
    private static let tellLength = Int32(MSG_TRUNC)

    init(_ interface: Interface) throws(ProbeFailure) {
        self.interface = interface
        descriptor = soc2d_netlink_open(interface.number, Self.timeoutSeconds)
        guard descriptor >= 0 else { throw Self.failure("\(interface.rawValue) cannot be opened", errno) }
        buffer = Array(repeating: 0, count: Self.bufferSize)
    }

    deinit { close(descriptor) }

    /// Asks sock_diag(7) for the waiting sockets of a family.
    func request(_ family: SocketFamily, sequence: UInt32) throws(ProbeFailure) {
        let states = UInt32(1) << UInt32(family.waitingState)
        guard soc2d_sock_diag_request(descriptor, family.addressFamily, family.protocolNumber, states, sequence) == 0 else {
            throw Self.failure("sock_diag cannot be asked for \(family.name)", errno)
        }
    }

    /// Asks nf_tables for everything of a kind.
    func request(_ kind: RuleReader.Kind, sequence: UInt32) throws(ProbeFailure) {
        guard soc2d_nft_request(descriptor, kind.question, sequence) == 0 else {
            throw Self.failure("nf_tables cannot be asked for \(kind.rawValue)", errno)
        }
    }

    /// Hears the whole answer to a request.
    mutating func hear(_ reader: inout some DumpReader) throws(ProbeFailure) -> DumpProgress {
        while true {
            let progress = try receive(into: &reader)
            if progress != .more { return progress }
        }
    }

    private mutating func receive(into reader: inout some DumpReader) throws(ProbeFailure) -> DumpProgress {
        var received: Int
        repeat {
            received = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, Self.tellLength) }
        } while received < 0 && errno == EINTR
        guard received >= 0 else { throw Self.failure("the answer of \(interface.rawValue) did not arrive", errno) }
        guard received <= buffer.count else {
            throw ProbeFailure(.parseError, "\(interface.rawValue) answered with a datagram of \(received) bytes")
        }
        return try reader.read(buffer, count: received)
    }

    private static func failure(_ what: String, _ error: Int32) -> ProbeFailure {
        switch error {
        case EACCES, EPERM: ProbeFailure(.permissionDenied, "\(what): permission denied")
        case EAFNOSUPPORT, EPROTONOSUPPORT:
            ProbeFailure(.sandboxed, "\(what): no AF_NETLINK; the unit needs RestrictAddressFamilies=AF_NETLINK")
        case EAGAIN: ProbeFailure(.timeout, "\(what) within \(timeoutSeconds) seconds")
        case ENOBUFS: ProbeFailure(.changedDuringRead, "\(what): it did not fit the receive buffer")
        default: ProbeFailure(.toolFailed, "\(what): error \(error)")
        }
    }
}
