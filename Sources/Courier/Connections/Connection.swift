package import Controls
internal import Glibc

/// One stream connection to a service that may be hostile: nothing waits past its deadline, and no more than a fixed number of
/// bytes is ever taken in.
package struct Connection: ~Copyable {
    /// The connected socket, which does not block. For OpenSSL; it stays ours.
    package let descriptor: Int32
    package let deadline: Deadline
    /// How many bytes may still be taken in.
    private var budget: Int

    /// Bytes that one connection may take in.
    package static let usualBudget = 512 << 10

    /// Connects.
    /// - Parameter deadline: the end of everything that is done over this connection.
    package init(
        to address: IPAddress, port: UInt16, until deadline: Deadline, budget: Int = usualBudget
    ) throws(ConnectionFailure) {
        self.deadline = deadline
        self.budget = budget
        let family = address.isV6 ? AF_INET6 : AF_INET
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(family, kind, 0)
        guard descriptor >= 0 else { throw .unreachable(errno) }
        var one: Int32 = 1
        _ = unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &one, socklen_t(MemoryLayout<Int32>.size))
        try start(to: address, port: port)
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    private func start(to address: IPAddress, port: UInt16) throws(ConnectionFailure) {
        let result = unsafe SocketAddress(address, port: port).withPointer { pointer, length in
            unsafe connect(descriptor, pointer, length)
        }
        if result == 0 { return }
        guard errno == EINPROGRESS else { throw .unreachable(errno) }
        try wait(for: POLLOUT)
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        _ = unsafe getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &error, &length)
        guard error == 0 else { throw .unreachable(error) }
    }

    /// Waits until the socket can be read (POLLIN) or written (POLLOUT).
    /// - Parameter limit: when to give up before the deadline of the connection.
    package func wait(for events: Int32, until limit: Deadline? = nil) throws(ConnectionFailure) {
        while true {
            var entry = pollfd(fd: descriptor, events: Int16(events), revents: 0)
            let left = min(deadline.milliseconds, limit?.milliseconds ?? .max)
            let count = unsafe poll(&entry, 1, Int32(clamping: left))
            if count > 0 { return }
            guard count < 0, errno == EINTR else { throw .late }
        }
    }

    /// Whether both ends have the same address: the service takes us for a neighbour on its own host.
    package func isWithinHost() -> Bool {
        guard let own = unsafe SocketAddress(filledBy: { unsafe getsockname(descriptor, $0, $1) }),
            let other = unsafe SocketAddress(filledBy: { unsafe getpeername(descriptor, $0, $1) })
        else { return false }
        return own.address == other.address
    }

    /// Sends everything.
    package func send(_ bytes: [UInt8]) throws(ConnectionFailure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                try wait(for: POLLOUT)
            } else if errno != EINTR {
                throw .broken(errno)
            }
        }
    }

    /// The next bytes, at least one; nil once the other side has said all it will.
    /// - Parameter limit: when to give up before the deadline of the connection.
    package mutating func receive(until limit: Deadline? = nil) throws(ConnectionFailure) -> [UInt8]? {
        guard budget > 0 else { throw .tooMuch }
        while true {
            let capacity = min(budget, 16 << 10)
            var count = 0
            let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, length in
                count = unsafe recv(descriptor, buffer.baseAddress, capacity, 0)
                length = max(0, count)
            }
            if count > 0 {
                budget -= count
                return bytes
            }
            if count == 0 { return nil }
            switch errno {
            case EAGAIN: try wait(for: POLLIN, until: limit)
            case EINTR: continue
            default: throw .broken(errno)
            }
        }
    }
}

/// Why a connection could not be made or used.
package enum ConnectionFailure: Error, Hashable, Sendable {
    /// connect(2) failed, with its error number.
    case unreachable(Int32)
    /// The deadline has passed.
    case late
    /// The other side broke the connection off, with an error number.
    case broken(Int32)
    /// The other side says more than any service has to.
    case tooMuch

    /// For people.
    package var text: String {
        switch self {
        case .unreachable(let number): "no connection: \(unsafe String(cString: strerror(number)))"
        case .late: "no answer in time"
        case .broken(let number): "broken off: \(unsafe String(cString: strerror(number)))"
        case .tooMuch: "more bytes than any handshake has"
        }
    }
}
