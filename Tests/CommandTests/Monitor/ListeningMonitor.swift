import Foundation
import Monitor
import ProbeKit
import Synchronization
import Testing

/// A control socket with somebody behind it who answers everything in one way, and remembers the last question.
final class ListeningMonitor {
    private let listener: Int32
    private let answer: ControlAnswer

    init(of host: WatchedHost, answer: ControlAnswer) throws {
        self.answer = answer
        try FileManager.default.createDirectory(atPath: "\(host.state)/run", withIntermediateDirectories: true)
        listener = socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: "\(host.state)/run/control.sock".utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
        try #require(status == 0 && listen(listener, 8) == 0)
    }

    deinit { close(listener) }

    /// Runs a command, answers what it asks, and says what that was.
    func serve(_ run: () throws -> Command) throws -> (Command, ControlRequest?) {
        let bytes = try answer.canonicalJSON()
        let listener = listener
        let asked = Asked()
        let thread = Thread {
            let connection = accept(listener, nil, nil)
            defer { close(connection) }
            var question = [UInt8](repeating: 0, count: ControlRequest.sizeLimit)
            let count = recv(connection, &question, question.count, 0)
            asked.bytes.withLock { $0 = Array(question.prefix(max(0, count))) }
            _ = send(connection, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            asked.done.signal()
        }
        thread.start()
        let command = try run()
        asked.done.wait()
        return (command, try? ControlRequest(canonicalJSON: asked.bytes.withLock(\.self)))
    }

    private final class Asked: Sendable {
        let bytes = Mutex<[UInt8]>([])
        let done = DispatchSemaphore(value: 0)
    }
}
