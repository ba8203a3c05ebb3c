import Controls
import Foundation
import Glibc
import HostFixtures
import LinuxHost
import ProbeKit
import Synchronization
import Testing

/// Questions to the monitor and their answers, over a real socket, with askers of every kind.
struct ControlSocketTests {
    /// What answers in the place of a monitor, on a thread of its own: the question backwards.
    private final class Echo: Sendable {
        private let events: HostEvents
        private let asked = Mutex<[PeerProcess]>([])
        private let isOver = Mutex(false)
        let woke = DispatchSemaphore(value: 0)

        init(at socket: ControlSocket, packetLimit: Int = 1 << 10) throws {
            events = try HostEvents(signals: nil, control: socket, packetLimit: packetLimit)
            Thread { [self] in while !isOver.withLock({ $0 }) { for event in events.next() { take(event) } } }.start()
        }

        func end() {
            isOver.withLock { $0 = true }
            events.ring()
        }

        var peers: [PeerProcess] { asked.withLock { $0 } }

        func wake(at time: Int64?) { events.wake(at: time) }

        private func take(_ event: HostEvents.Event) {
            switch event {
            case .asked(let packet, let peer, let ticket):
                asked.withLock { $0.append(peer) }
                events.answer(ticket, packet.reversed())
            case .woke: woke.signal()
            case .signalled: break
            }
        }
    }

    private func withSocket(_ body: (ControlSocket) throws -> Void) throws {
        try withDirectory([:]) { try body(ControlSocket(HostPath("\($0)/control.sock"))) }
    }

    private func ask(_ socket: ControlSocket, _ text: String, limit: Int = 1 << 10) throws(ControlFailure) -> String {
        String(decoding: try socket.ask(Array(text.utf8), limit: limit, within: .seconds(20)), as: UTF8.self)
    }

    /// A connection that a test does with what it likes.
    private func connection(to socket: ControlSocket) throws -> Int32 {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.path.bytes) }
        let result = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        try #require(result == 0)
        return descriptor
    }

    /// What somebody hears who only waits: bytes, or 0 for the end.
    private func end(of descriptor: Int32) -> Int {
        var room = [UInt8](repeating: 0, count: 1 << 10)
        return recv(descriptor, &room, room.count, 0)
    }

    @Test func `a question is answered, and the kernel says who asks`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket)
            #expect(try ask(socket, "abc") == "cba")
            #expect(try ask(socket, "def") == "fed")
            #expect(echo.peers.map(\.user) == [geteuid(), geteuid()])
            echo.end()
        }
    }

    @Test func `only the owner and the group of the socket may ask`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket)
            var status = stat()
            #expect(lstat("\(socket.path)", &status) == 0 && status.st_mode & 0o7777 == 0o660)
            echo.end()
        }
    }

    @Test func `a path may be longer than an address`() throws {
        try withDirectory([:]) { top in
            let directory = top + String(repeating: "/a-rather-long-name", count: 8)
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            let socket = ControlSocket(HostPath("\(directory)/control.sock"))
            let echo = try Echo(at: socket)
            #expect(try ask(socket, "abc") == "cba")
            echo.end()
        }
    }

    @Test func `where nobody listens the asker is told at once`() throws {
        try withSocket { socket in
            #expect(throws: ControlFailure.notRunning(socket.path)) { try ask(socket, "abc") }
        }
        let nowhere = ControlSocket("/nonexistent/control.sock")
        #expect(throws: ControlFailure.notRunning(nowhere.path)) { try ask(nowhere, "abc") }
    }

    @Test func `a socket that nobody listens at any more is replaced, and one that is in use is not`() throws {
        try withSocket { socket in
            // Bound, and let go.
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: socket.path.bytes) }
            let stale = Glibc.socket(AF_UNIX, Int32(SOCK_SEQPACKET.rawValue), 0)
            withUnsafePointer(to: address) {
                _ = $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(stale, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            close(stale)
            #expect(throws: ControlFailure.notRunning(socket.path)) { try ask(socket, "abc") }
            let echo = try Echo(at: socket)
            #expect(try ask(socket, "abc") == "cba")
            #expect(throws: ControlFailure.taken(socket.path)) { _ = try Echo(at: socket) }
            #expect(try ask(socket, "abc") == "cba")
            echo.end()
        }
    }

    @Test func `an asker that waits for the monitor finds it when it comes`() throws {
        try withSocket { socket in
            let echo = Mutex<Echo?>(nil)
            let thread = Thread { echo.withLock { $0 = try? Echo(at: socket) } }
            thread.start()
            let answer = try socket.ask(Array("abc".utf8), limit: 10, within: .seconds(60), waitingForMonitor: true)
            #expect(answer == Array("cba".utf8))
            echo.withLock { $0?.end() }
        }
    }

    @Test func `who says too much, hangs up, or says something twice is cut off, and others are served`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket, packetLimit: 16)
            #expect(throws: ControlFailure.ended(socket.path)) { try ask(socket, String(repeating: "x", count: 17)) }
            #expect(try ask(socket, String(repeating: "x", count: 16)).count == 16)
            let silent = try connection(to: socket)
            shutdown(silent, Int32(SHUT_WR))
            #expect(end(of: silent) == 0)
            let gone = try connection(to: socket)
            _ = send(gone, "bye", 3, 0)
            close(gone)
            #expect(try ask(socket, "abc") == "cba")
            close(silent)
            echo.end()
        }
    }

    @Test func `who connects and says nothing keeps nobody waiting`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket)
            let idle = try (0..<10).map { _ in try connection(to: socket) }
            #expect(try ask(socket, "abc") == "cba")
            for descriptor in idle { close(descriptor) }
            echo.end()
        }
    }

    @Test func `an answer that is longer than the asker takes is none`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket)
            #expect(throws: ControlFailure.garbage(socket.path, "5 bytes")) { try ask(socket, "abcde", limit: 4) }
            echo.end()
        }
    }

    @Test func `the alarm wakes at the time that it was set to, also when that is past`() throws {
        try withSocket { socket in
            let echo = try Echo(at: socket)
            for time in [1, HostClocks.now.boot, HostClocks.now.boot + 1_000_000] {
                echo.wake(at: time)
                #expect(echo.woke.wait(timeout: .now() + 60) == .success)
            }
            echo.end()
        }
    }
}
