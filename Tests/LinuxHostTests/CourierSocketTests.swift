import ProbeKit
import Testing

@testable import LinuxHost

/// How often a courier behind a socket is called upon.
struct CourierSocketTests {
    private let start = ContinuousClock.now

    @Test func `a lost connection is made again at once, and then at most every five seconds`() throws {
        let unit = try FakeUnit()
        var socket = CourierSocket(HostPath(unit.path))
        #expect(socket.connect(at: start) != nil)
        #expect(socket.connect(at: start) != nil)
        #expect(socket.connect(at: start + .seconds(4.9)) == nil)
        #expect(socket.connect(at: start + .seconds(5)) != nil)
        #expect(socket.connect(at: start + .seconds(9.9)) == nil)
    }

    @Test func `where nobody listens nothing is tried again for five seconds`() throws {
        let path = FakeUnit.somewhere
        var socket = CourierSocket(HostPath(path))
        #expect(socket.connect(at: start) == nil)
        let unit = try FakeUnit(at: path)
        #expect(socket.connect(at: start + .seconds(4.9)) == nil)
        #expect(socket.connect(at: start + .seconds(5)) != nil, "\(unit.path)")
    }

    @Test func `a path that no address can hold is as if nobody listened`() {
        var socket = CourierSocket(HostPath("/" + String(repeating: "x", count: 200)))
        #expect(socket.connect(at: start) == nil)
    }

    @Test func `under a service manager the courier is its, elsewhere a program`() {
        #expect(CourierSource.given(runtimeDirectory: "/run/soc2d/monitor", program: "/p") == .socket("/run/soc2d/courier.sock"))
        #expect(CourierSource.given(runtimeDirectory: nil, program: "/p") == .program("/p"))
    }
}
