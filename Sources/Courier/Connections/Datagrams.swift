internal import Controls
internal import Glibc
internal import ProbeKit

/// Datagrams to one service, and from any port of its address: udp(7).
struct Datagrams: ~Copyable {
    struct Received {
        let bytes: [UInt8]
        let port: UInt16
    }

    private let address: IPAddress
    private let port: UInt16
    private let descriptor: Int32

    init(to address: IPAddress, port: UInt16) throws(ContactFailure) {
        self.address = address
        self.port = port
        let kind = Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        descriptor = socket(address.isV6 ? AF_INET6 : AF_INET, kind, 0)
        guard AddressClass(address) != .linkLocal else { throw ContactFailure(.forbidden, "\(address) is link-local") }
        guard descriptor >= 0 else { throw ContactFailure(connecting: .unreachable(errno)) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    func send(_ bytes: [UInt8]) throws(ContactFailure) {
        guard sent(bytes, to: port) else { throw ContactFailure(connecting: .unreachable(errno)) }
    }

    /// Answers to the port from which a datagram came; whether that arrives matters to nobody.
    func answer(_ received: Received, with bytes: [UInt8]) { _ = sent(bytes, to: received.port) }

    private func sent(_ bytes: [UInt8], to port: UInt16) -> Bool {
        let count = unsafe SocketAddress(address, port: port).withPointer { pointer, length in
            unsafe sendto(descriptor, bytes, bytes.count, 0, pointer, length)
        }
        return count == bytes.count
    }

    /// The next datagram from the address, of at most 2048 bytes; nil where none comes in time.
    func receive(until deadline: Deadline) -> Received? {
        while !deadline.hasPassed {
            var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard unsafe poll(&entry, 1, Int32(clamping: deadline.milliseconds)) > 0 else { continue }
            var bytes: [UInt8] = []
            let sender = unsafe SocketAddress(filledBy: { pointer, length in
                bytes = unsafe [UInt8](unsafeUninitializedCapacity: 2048) { buffer, count in
                    count = max(0, unsafe recvfrom(descriptor, buffer.baseAddress, 2048, 0, pointer, length))
                }
                return bytes.isEmpty ? -1 : 0
            })
            if let sender, sender.address == address { return Received(bytes: bytes, port: sender.port) }
        }
        return nil
    }
}
