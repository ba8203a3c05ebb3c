internal import Glibc
internal import ProbeKit
internal import Systemd

/// The connections of one probe child to the courier of a unit, one after the other.
///
/// A courier that ends at once, and would be started for each new connection, is not called upon without end: a lost connection is made
/// again at most every five seconds.
struct CourierSocket: ~Copyable {
    private let path: HostPath
    private var connection = Descriptor(-1)
    /// Before this none is made.
    private var earliest: ContinuousClock.Instant?

    init(_ path: HostPath) { self.path = path }

    private static let pause = Duration.seconds(5)
    /// Seconds after which a courier that takes no packet counts as gone.
    private static let patience = 10

    /// Lets go of the connection that there is, and makes another one; nil where none is to be had now. The first loss is made good at once.
    mutating func connect(at now: ContinuousClock.Instant = .now) -> Int32? {
        if let earliest, now < earliest { return nil }
        let isFirst = !connection.isOpen && earliest == nil
        connection = Self.connected(to: path)
        if !isFirst || !connection.isOpen { earliest = now + Self.pause }
        return connection.isOpen ? connection.number : nil
    }

    private static func connected(to path: HostPath) -> Descriptor {
        let made = Descriptor(socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        guard made.isOpen, let address = LocalAddress(String(decoding: path.bytes, as: UTF8.self)),
            unsafe setsockopt(made.number, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size)) == 0,
            unsafe address.lend({ unsafe Glibc.connect(made.number, $0, $1) }) == 0
        else { return Descriptor(-1) }
        return made
    }
}
