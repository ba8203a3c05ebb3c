internal import CLinux
internal import Glibc

/// The service manager that started this process, told how it is: sd_notify(3). Elsewhere nobody is told, and nothing happens.
///
/// A datagram that cannot be sent at once is lost: nothing here ever waits, which sd_notify(3) itself would do.
package struct NotifySocket: Sendable {
    /// Where it listens; nil where nobody does.
    private let socket: Int32?
    private let address: LocalAddress?
    /// In nanoseconds, how often it has to hear that the process goes on; nil where it does not watch.
    package let watchdog: Int64?

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`, and takes them out of the environment: children are not to speak for us.
    package static func ofThisProcess() -> NotifySocket {
        let names = ["NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"]
        let values = names.map { name in unsafe getenv(name).map { unsafe String(cString: $0) } }
        for name in names { unsafe unsetenv(name) }
        let isMeant = values[2].map { Int32($0) == getpid() } ?? true
        return NotifySocket(socket: values[0], watchdogMicroseconds: isMeant ? values[1] : nil)
    }

    /// - Parameters:
    ///   - path: a path, or `@` and an abstract name.
    ///   - watchdogMicroseconds: as `WATCHDOG_USEC` has it.
    package init(socket path: String?, watchdogMicroseconds: String?) {
        let address = path.flatMap { LocalAddress($0) }
        let kind = SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue
        let descriptor = address == nil ? -1 : Glibc.socket(AF_UNIX, Int32(kind), 0)
        socket = descriptor >= 0 ? descriptor : nil
        self.address = address
        let microseconds = watchdogMicroseconds.flatMap { Int64($0) }.flatMap { $0 > 0 && $0 < 1 << 50 ? $0 : nil }
        watchdog = descriptor >= 0 ? microseconds.map { $0 * 1000 } : nil
    }

    package var isListening: Bool { socket != nil }

    package enum Notice: Hashable, Sendable {
        /// Started, or done with a reload.
        case ready
        /// Reading its configuration again, since a time of `CLOCK_MONOTONIC` in nanoseconds.
        case reloading(since: Int64)
        case stopping
        /// One line for people.
        case status(String)
        /// It goes on.
        case alive
        /// It does not go on as it should, and is to be restarted.
        case stalled
        /// Starting or stopping takes so many nanoseconds longer.
        case busy(Int64)

        var line: String {
            switch self {
            case .ready: "READY=1"
            case .reloading(let since): "RELOADING=1\nMONOTONIC_USEC=\(since / 1000)"
            case .stopping: "STOPPING=1"
            case .status(let text): "STATUS=\(text.map { $0.isNewline ? " " : $0 }.reduce(into: "") { $0.append($1) })"
            case .alive: "WATCHDOG=1"
            case .stalled: "WATCHDOG=trigger"
            case .busy(let span): "EXTEND_TIMEOUT_USEC=\(span / 1000)"
            }
        }
    }

    /// Tells several things in one datagram.
    package func tell(_ notices: Notice...) {
        guard let socket, let address else { return }
        let text = Array(notices.map(\.line).joined(separator: "\n").utf8)
        _ = unsafe address.lend { unsafe sendto(socket, text, text.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL), $0, $1) }
    }
}
