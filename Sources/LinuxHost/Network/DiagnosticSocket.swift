import CLinux
import Controls
import Glibc
import ProbeKit

/// A netlink socket to the kernel's sock_diag(7). The unsafe steps of listing sockets are all here.
struct DiagnosticSocket: ~Copyable {
    private let descriptor: Int32
    private var buffer: [UInt8]

    /// The kernel fills at most 32 KiB at a time (netlink_dump()); what is larger is hostile.
    private static let bufferSize = 64 << 10
    private static let timeoutSeconds: Int32 = 5
    private static let tellLength = Int32(MSG_TRUNC)

    init() throws(ProbeFailure) {
        descriptor = soc2d_sock_diag_open(Self.timeoutSeconds)
        guard descriptor >= 0 else { throw Self.failure("sock_diag cannot be opened", errno) }
        buffer = Array(repeating: 0, count: Self.bufferSize)
    }

    deinit { close(descriptor) }

    func request(_ family: SocketFamily, sequence: UInt32) throws(ProbeFailure) {
        let states = UInt32(1) << UInt32(family.waitingState)
        guard soc2d_sock_diag_request(descriptor, family.addressFamily, family.protocolNumber, states, sequence) == 0 else {
            throw Self.failure("sock_diag cannot be asked for \(family.name)", errno)
        }
    }

    /// Reads the next datagram of the answer.
    mutating func receive(into reader: inout DiagnosticReader) throws(ProbeFailure) -> DiagnosticReader.Progress {
        var received: Int
        repeat {
            received = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, Self.tellLength) }
        } while received < 0 && errno == EINTR
        guard received >= 0 else { throw Self.failure("the answer of sock_diag did not arrive", errno) }
        guard received <= buffer.count else { throw ProbeFailure(.parseError, "sock_diag answered with a datagram of \(received) bytes") }
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
