internal import CLinux
package import Controls
internal import Glibc
package import ProbeKit
internal import Systemd

/// The socket at which the monitor listens: local, with a packet for each question and each answer.
package struct ControlSocket: Sendable {
    package let path: HostPath

    package init(_ path: HostPath) { self.path = path }

    /// Asks once, and waits for the answer.
    ///
    /// - Parameters:
    ///   - limit: bytes that the answer may have.
    ///   - patience: how long all of it may take.
    ///   - waits: whether a monitor that does not listen yet is waited for as long.
    package func ask(
        _ question: [UInt8], limit: Int, within patience: TimeSpan, waitingForMonitor waits: Bool = false
    ) throws(ControlFailure) -> [UInt8] {
        let end = ContinuousClock.now + .nanoseconds(patience.nanoseconds)
        let connection = try connected(before: end, waits: waits)
        guard unsafe send(connection.number, question, question.count, Int32(MSG_NOSIGNAL)) == question.count else {
            throw errno == EPIPE || errno == ECONNRESET ? .ended(path) : ControlFailure(errno, at: path)
        }
        guard Self.isReadable(connection.number, before: end) else { throw .late(path) }
        var answer = [UInt8](repeating: 0, count: limit)
        let count = unsafe recv(connection.number, &answer, limit, Int32(MSG_TRUNC))
        guard count >= 0 else { throw errno == ECONNRESET ? .ended(path) : ControlFailure(errno, at: path) }
        guard count > 0 else { throw .ended(path) }
        guard count <= limit else { throw .garbage(path, "\(count) bytes") }
        return Array(answer.prefix(count))
    }

    /// How long to wait before a connection is tried again, in milliseconds.
    private static let pause: Int32 = 100

    private func connected(before end: ContinuousClock.Instant, waits: Bool) throws(ControlFailure) -> Descriptor {
        while true {
            do throws(ControlFailure) { return try connected() } catch {
                switch error {
                case .notRunning where waits && .now < end, .late where .now < end: _ = poll(nil, 0, Self.pause)
                case .notRunning, .late, .denied, .ended, .garbage, .taken, .failed: throw error
                }
            }
        }
    }

    /// - Throws: `.late` when too many are waiting already.
    func connected() throws(ControlFailure) -> Descriptor {
        let directory = try directory()
        let connection = try socket()
        guard try connect(connection, address(in: directory)) == 0 else {
            throw errno == EAGAIN ? .late(path) : ControlFailure(errno, at: path)
        }
        return connection
    }

    private func connect(_ connection: borrowing Descriptor, _ address: LocalAddress) -> Int32 {
        unsafe address.lend { unsafe Glibc.connect(connection.number, $0, $1) }
    }

    /// Listens, with rights for the owner and the group. A socket that nobody listens at any more is replaced.
    func listening() throws(ControlFailure) -> Descriptor {
        do throws(ControlFailure) {
            _ = try connected()
            throw ControlFailure.taken(path)
        } catch {
            switch error {
            case .notRunning: break
            case .late: throw .taken(path)
            case .denied, .ended, .garbage, .taken, .failed: throw error
            }
        }
        let directory = try directory()
        _ = unsafe unlinkat(directory.number, name, 0)
        let listener = try socket()
        let address = try address(in: directory)
        guard unsafe address.lend({ unsafe bind(listener.number, $0, $1) }) == 0,
            unsafe fchmodat(directory.number, name, 0o660, 0) == 0, listen(listener.number, Self.backlog) == 0
        else { throw ControlFailure(errno, at: path) }
        return listener
    }

    private static let backlog: Int32 = 8
    private var name: [CChar] { HostPath(path.name).cString }

    private func socket() throws(ControlFailure) -> Descriptor {
        let kind = SOCK_SEQPACKET.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        let socket = Descriptor(Glibc.socket(AF_UNIX, Int32(kind), 0))
        guard socket.isOpen else { throw ControlFailure(socket.error, at: path) }
        return socket
    }

    private func directory() throws(ControlFailure) -> Descriptor {
        let directory = unsafe Descriptor(open(path.parent.cString, SOC2D_O_PATH | O_DIRECTORY | O_CLOEXEC))
        guard directory.isOpen else { throw ControlFailure(directory.error, at: path) }
        return directory
    }

    /// Through the directory, since a path may be longer than an address.
    private func address(in directory: borrowing Descriptor) throws(ControlFailure) -> LocalAddress {
        let name = String(decoding: path.name, as: UTF8.self)
        guard let address = LocalAddress("/proc/self/fd/\(directory.number)/\(name)") else { throw .failed(path, "the name is too long") }
        return address
    }

    /// Waits until there is something to read, or nobody at the other end.
    static func isReadable(_ descriptor: Int32, before end: ContinuousClock.Instant) -> Bool {
        while true {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { return false }
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            let count = unsafe poll(&entry, 1, Int32(clamping: Int(min(left, 1e9)) + 1))
            if count > 0 { return true }
            if count < 0, errno != EINTR { return false }
        }
    }
}
