internal import Controls
internal import Glibc
internal import ProbeKit

/// A connected pair of sockets; the child's end becomes its descriptor 0.
struct SocketPair: ~Copyable {
    enum Kind {
        /// Bytes in order.
        case stream
        /// Messages with their bounds, in order.
        case packets
    }

    private let ours: Descriptor
    /// The child's end, until it is given away.
    private var theirs: Int32

    init(_ kind: Kind) throws(ProbeFailure) {
        var ends: [Int32] = [0, 0]
        let type =
            switch kind {
            case .stream: SOCK_STREAM
            case .packets: SOCK_SEQPACKET
            }
        guard unsafe socketpair(AF_UNIX, Int32(type.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw ProbeFailure(.internalError, "no socket pair: \(unsafe String(cString: strerror(errno)))")
        }
        ours = Descriptor(ends[0])
        theirs = ends[1]
    }

    deinit { if theirs >= 0 { close(theirs) } }

    /// The end that stays here.
    var number: Int32 { ours.number }

    /// Gives the child's end away.
    mutating func takeChildEnd() -> Int32 {
        let number = theirs
        theirs = -1
        return number
    }
}
