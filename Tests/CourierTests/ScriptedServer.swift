import Foundation
import Glibc
import Synchronization

/// A server on loopback that plays a part, written by hand for one test. It answers one connection after the other, and ends when
/// the test lets go of it, at the latest when it has waited half a minute.
final class ScriptedServer: Sendable {
    let port: UInt16
    private let listener: Listener
    private let counter = Counter()

    /// How many connections there were.
    var connections: Int { counter.value.load(ordering: .acquiring) }

    private final class Listener: Sendable {
        let socket: Int32
        init(socket: Int32) { self.socket = socket }
        deinit { close(socket) }
    }

    private final class Counter: Sendable { let value = Atomic<Int>(0) }

    init(_ play: @escaping @Sendable (Peer) -> Void) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                _ = bind(socket, plain, length)
                _ = listen(socket, 64)
                _ = getsockname(socket, plain, &length)
            }
            return UInt16(bigEndian: pointer.pointee.sin_port)
        }
        listener = Listener(socket: socket)
        Thread.detachNewThread { [listener, counter] in
            while true {
                var entry = pollfd(fd: listener.socket, events: Int16(POLLIN), revents: 0)
                guard poll(&entry, 1, 30_000) > 0 else { break }
                let descriptor = accept(listener.socket, nil, nil)
                guard descriptor >= 0 else { break }
                // Children of other tests must not keep the connection open.
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                counter.value.add(1, ordering: .releasing)
                play(Peer(descriptor: descriptor))
                close(descriptor)
            }
        }
    }

    deinit { shutdown(listener.socket, Int32(SHUT_RDWR)) }
}

/// The other end of one connection.
struct Peer: Sendable {
    let descriptor: Int32

    /// What has come, at most 5 seconds later; empty at the end.
    func hear() -> [UInt8] {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 5000) > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            count = max(0, recv(descriptor, buffer.baseAddress, 8192, 0))
        }
    }

    /// What has come up to some last words, or to the end.
    @discardableResult func hear(through words: String) -> String {
        var heard: [UInt8] = []
        while true {
            let more = hear()
            heard += more
            let text = String(decoding: heard, as: UTF8.self)
            if more.isEmpty || text.hasSuffix(words) { return text }
        }
    }

    /// One TLS record with its header; fewer bytes at the end.
    func hearRecord() -> [UInt8] {
        var heard: [UInt8] = []
        while true {
            if heard.count >= 5, heard.count >= 5 + (Int(heard[3]) << 8 | Int(heard[4])) { return heard }
            let more = hear()
            if more.isEmpty { return heard }
            heard += more
        }
    }

    /// False once nobody listens any more.
    @discardableResult func say(_ bytes: [UInt8]) -> Bool { send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count }

    @discardableResult func say(_ text: String) -> Bool { say(Array(text.utf8)) }
}
