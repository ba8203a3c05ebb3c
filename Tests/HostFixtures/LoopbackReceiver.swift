import Foundation
import Glibc
import Synchronization

/// A receiver of webhooks on loopback that answers as one test wants. It ends when the test lets go of it.
package final class LoopbackReceiver: Sendable {
    package let port: UInt16
    private let listener: Int32
    private let heard = Heard()

    private final class Heard: Sendable { let requests = Mutex<[Request]>([]) }

    package struct Request: Hashable, Sendable {
        /// Such as `POST /hook HTTP/1.1`.
        package let line: String
        package let headers: [String]
        package let body: String
    }

    package struct Reply: Sendable {
        let status: String
        let headers: [String]
        let body: String

        package init(_ status: String = "200 OK", headers: [String] = [], _ body: String = "ok") {
            (self.status, self.headers, self.body) = (status, headers, body)
        }

        var bytes: [UInt8] {
            let lines = ["HTTP/1.1 \(status)"] + headers + ["Content-Length: \(body.utf8.count)", "Connection: close", "", body]
            return Array(lines.joined(separator: "\r\n").utf8)
        }
    }

    /// Everything that has been asked.
    package var requests: [Request] { heard.requests.withLock { $0 } }

    /// - Parameter answer: to a request, which is the one of this number, from 0; nil to hang up without a word.
    package init(_ answer: @escaping @Sendable (Request, Int) -> Reply?) {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        port = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { plain in
                _ = unsafe bind(socket, plain, length)
                _ = listen(socket, 64)
                _ = unsafe getsockname(socket, plain, &length)
            }
            return unsafe UInt16(bigEndian: pointer.pointee.sin_port)
        }
        listener = socket
        Thread.detachNewThread { [heard] in
            while true {
                let peer = accept(socket, nil, nil)
                guard peer >= 0 else { break }
                _ = fcntl(peer, F_SETFD, FD_CLOEXEC)
                if let request = Self.request(over: peer) {
                    let number = heard.requests.withLock { requests in
                        requests.append(request)
                        return requests.count - 1
                    }
                    if let reply = answer(request, number)?.bytes { _ = unsafe send(peer, reply, reply.count, Int32(MSG_NOSIGNAL)) }
                }
                close(peer)
            }
            close(socket)
        }
    }

    /// The same answer to all.
    package convenience init(_ reply: Reply = Reply()) { self.init { _, _ in reply } }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    private static func request(over peer: Int32) -> Request? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe recv(peer, &chunk, chunk.count, 0)
            guard count > 0 else { return nil }
            bytes += chunk[..<count]
            let text = String(decoding: bytes, as: UTF8.self)
            guard let end = text.range(of: "\r\n\r\n") else { continue }
            let lines = text[..<end.lowerBound].components(separatedBy: "\r\n")
            let length = lines.first { $0.lowercased().hasPrefix("content-length: ") }.flatMap { Int($0.dropFirst(16)) } ?? 0
            let body = String(text[end.upperBound...])
            if body.utf8.count >= length { return Request(line: lines.first ?? "", headers: Array(lines.dropFirst()), body: body) }
        }
    }
}
