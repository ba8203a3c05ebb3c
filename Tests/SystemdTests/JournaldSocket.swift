import Foundation
import Glibc

/// A socket in a directory of its own, as journald has one.
final class JournaldSocket {
    let directory: URL
    private var descriptor: Int32

    var path: String { directory.appendingPathComponent("socket").path }

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("soc2d-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix(107)) }
        let result = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }

    deinit {
        hangUp()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Nobody reads the socket any more, and its name stays.
    func hangUp() {
        if descriptor >= 0 { close(descriptor) }
        descriptor = -1
    }

    /// The next datagram, and the descriptor that came with it.
    func receive() -> (bytes: [UInt8], descriptor: Int32?) {
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        var control = [UInt8](repeating: 0, count: 64)
        var size = 0
        let room = control.count
        bytes.withUnsafeMutableBytes { data in
            control.withUnsafeMutableBytes { control in
                var part = iovec(iov_base: data.baseAddress, iov_len: data.count)
                withUnsafeMutablePointer(to: &part) { part in
                    var message = msghdr()
                    message.msg_iov = part
                    message.msg_iovlen = 1
                    message.msg_control = control.baseAddress
                    message.msg_controllen = room
                    size = recvmsg(descriptor, &message, Int32(MSG_DONTWAIT))
                    if message.msg_controllen == 0 { control[0] = 0 }
                }
            }
        }
        let passed = control[0] == 0 ? nil : control.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: 16, as: Int32.self) }
        return (Array(bytes.prefix(max(0, size))), passed)
    }

    /// The entries that wait, each as its lines.
    func entries() -> [[String]] {
        var entries: [[String]] = []
        while true {
            let bytes = receive().bytes
            if bytes.isEmpty { return entries }
            entries.append(String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init))
        }
    }
}
