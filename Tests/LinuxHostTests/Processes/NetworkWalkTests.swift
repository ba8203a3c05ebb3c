import Controls
import Foundation
import ProbeKit
import Testing

@testable import LinuxHost

@Suite struct NetworkWalkTests {
    @Test(arguments: [
        ("net:[4026531840]", UInt64(4_026_531_840) as UInt64?), ("net:[]", nil), ("pid:[1]", nil), ("net:[1", nil), ("net:[-1]", nil),
        ("", nil),
    ])
    func `the number of a namespace is read exactly`(target: String, expected: UInt64?) {
        #expect(NetworkWalk.inode(Array(target.utf8), count: target.utf8.count) == expected)
    }

    @Test(.enabled(if: geteuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3"), "needs root and python3"))
    func `a listener in a network of its own is found apart from ours`() throws {
        let other = Process()
        let (output, release) = (Pipe(), Pipe())
        other.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
        other.arguments = ["-n", "/usr/bin/python3", "-c", Self.script]
        other.standardOutput = output
        other.standardInput = release
        try other.run()
        _ = output.fileHandleForReading.availableData
        defer {
            try? release.fileHandleForWriting.close()
            other.waitUntilExit()
        }
        let found = try RunningProcesses().foreignNetworks()
        let network = try #require(found.networks.first { $0.process.pid == other.processIdentifier })
        #expect(Set(network.sockets.map { "\($0.transport) \($0.address) \($0.port)" }) == ["tcp 0.0.0.0 4711", "udp 0.0.0.0 4712"])
        #expect(network.failure == nil && !network.isCut)
        #expect(try !KernelSockets().listeners().sockets.contains { $0.port == 4711 && $0.transport == .tcp })
    }

    private static let script = """
        import signal, socket, sys
        signal.alarm(30)
        stream = socket.socket(); stream.bind(("0.0.0.0", 4711)); stream.listen(1)
        datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); datagram.bind(("0.0.0.0", 4712))
        print("ready", flush=True)
        sys.stdin.read()
        """
}
