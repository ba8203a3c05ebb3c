import Foundation
import Glibc
import Systemd
import Testing

/// What a service manager hears, at a socket of the test's own.
@Suite struct NotifySocketTests {
    /// What arrives of some notices.
    private func heard(_ notices: NotifySocket.Notice...) throws -> [String] {
        let manager = try JournaldSocket()
        let socket = NotifySocket(socket: manager.path, watchdogMicroseconds: nil)
        for notice in notices { socket.tell(notice) }
        return notices.map { _ in String(decoding: manager.receive().bytes, as: UTF8.self) }
    }

    @Test func `each notice has the words of sd_notify`() throws {
        #expect(
            try heard(.ready, .stopping, .alive, .stalled, .busy(2_000_000), .reloading(since: 3_000_999), .status("12 controls"))
                == [
                    "READY=1", "STOPPING=1", "WATCHDOG=1", "WATCHDOG=trigger", "EXTEND_TIMEOUT_USEC=2000",
                    "RELOADING=1\nMONOTONIC_USEC=3000",
                    "STATUS=12 controls",
                ])
    }

    @Test func `several are one datagram, and a status forges no other`() throws {
        let manager = try JournaldSocket()
        NotifySocket(socket: manager.path, watchdogMicroseconds: nil).tell(.ready, .status("a\nWATCHDOG=1\r\nb"))
        #expect(String(decoding: manager.receive().bytes, as: UTF8.self) == "READY=1\nSTATUS=a WATCHDOG=1 b")
    }

    @Test func `where nobody listens nothing happens`() {
        let socket = NotifySocket(socket: nil, watchdogMicroseconds: "60000000")
        socket.tell(.ready)
        #expect(!socket.isListening && socket.watchdog == nil)
        NotifySocket(socket: "/nonexistent/socket", watchdogMicroseconds: nil).tell(.ready)
        #expect(!NotifySocket(socket: String(repeating: "x", count: 200), watchdogMicroseconds: nil).isListening)
    }

    @Test(
        arguments: [
            ("60000000", 60_000_000_000), ("1", 1_000), ("0", nil), ("-5", nil), ("", nil), ("1e6", nil), ("99999999999999999999", nil),
            ("9223372036854775807", nil),
        ] as [(String, Int64?)]) func `the watchdog has a sane period or none`(_ text: String, _ period: Int64?) throws
    {
        let manager = try JournaldSocket()
        #expect(NotifySocket(socket: manager.path, watchdogMicroseconds: text).watchdog == period)
    }

    @Test func `a manager that does not read keeps nobody waiting`() throws {
        let manager = try JournaldSocket()
        let socket = NotifySocket(socket: manager.path, watchdogMicroseconds: nil)
        for _ in 0..<10_000 { socket.tell(.alive) }
        #expect(!manager.entries().isEmpty)
    }
}
