import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct MissingListenerTests {
    private let check = OpenPortsProbe.missingListener
    private let entry = "tcp/443 unit=nginx.service"

    private func serving(_ unit: String = "nginx.service") throws -> OpenPortsHost {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, unit: unit)
        return host
    }

    @Test func `a listener that is there passes, at the first look too`() throws {
        let results = try serving().judge("ExpectListener=\(entry)")
        #expect(results.of(check, subject: entry) == .pass)
        #expect(results.of(check).first?.sources.first == Source("/etc/soc2d/controls.d/ports.control", line: 1))
    }

    @Test func `only what is missing in two looks in a row fails`() throws {
        let first = try serving().observe()
        let second = try OpenPortsHost().observe(after: first)
        let third = try OpenPortsHost().observe(after: second)
        #expect(second.before?.gone.map(\.port) == [443])
        #expect(
            try OpenPortsHost.judge(second, ["ExpectListener=\(entry)"]).of(check, subject: entry) == .inconclusive(.insufficientHistory))
        #expect(try OpenPortsHost.judge(third, ["ExpectListener=\(entry)"]).of(check, subject: entry) == .fail(.missing))
    }

    @Test func `the first look of all cannot know`() throws {
        #expect(try OpenPortsHost().judge("ExpectListener=\(entry)").of(check, subject: entry) == .inconclusive(.insufficientHistory))
    }

    @Test func `another unit on the same port does not take its place`() throws {
        let before = try serving("apache2.service").observe()
        let results = try serving("apache2.service").judge("ExpectListener=\(entry)", after: before)
        #expect(results.of(check, subject: entry) == .fail(.missing))
        #expect(
            results.of(check).first?.observed
                == "no listener that fits in two looks in a row; tcp/443 is held by apache2.service (/usr/bin/prog, uid 0)")
    }

    @Test func `a unit without its suffix is told who holds the port, however often`() throws {
        var host = try serving()
        try host.listen(.tcp, "::", 443, unit: "nginx.service", isV6Only: true)
        try host.listen(.tcp, "127.0.0.1", 443, unit: "local.service")
        let observed = try host.judge("ExpectListener=tcp/443 address=wildcard unit=nginx").of(check).map(\.observed)
        #expect(
            observed
                == [
                    "no listener that fits at the first look; the next one decides; tcp/443 is held by nginx.service (/usr/bin/prog, uid 0)"
                ])
    }

    @Test func `a service that comes back between two looks passes`() throws {
        let gone = try OpenPortsHost().observe(after: serving().observe())
        #expect(try serving().judge("ExpectListener=\(entry)", after: gone).of(check, subject: entry) == .pass)
    }

    @Test func `an owner that cannot be known leaves it open, and does not matter where none is asked for`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, groups: [])
        host.isWalkComplete = false
        let results = try host.judge("ExpectListener=\(entry)", "ExpectListener=tcp/443", after: OpenPortsHost().observe())
        #expect(results.of(check, subject: entry) == .inconclusive(.permissionDenied))
        #expect(results.of(check, subject: "tcp/443") == .pass)
    }

    @Test func `loopback counts, a range needs one listener, and one family is enough`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "127.0.0.1", 5432)
        try host.listen(.udp, "0.0.0.0", 6010)
        try host.listen(.tcp, "::", 80, isV6Only: false)
        let entries = ["tcp/5432 address=loopback", "udp/6000-6063", "tcp/80 address=0.0.0.0/0"]
        let results = try OpenPortsHost.judge(host.observe(), entries.map { "ExpectListener=\($0)" })
        for entry in entries { #expect(results.of(check, subject: entry) == .pass, "\(entry)") }
    }

    @Test func `a protocol that could not be listed hides its own entries only`() throws {
        var host = OpenPortsHost()
        host.inventory.gaps = [Unread("tcp/ipv6", .changedDuringRead, "three times")]
        let before = try OpenPortsHost().observe()
        let results = try host.judge("ExpectListener=tcp/443", "ExpectListener=udp/53", after: before)
        #expect(results.of(check, subject: "tcp/443") == .inconclusive(.changedDuringRead))
        #expect(results.of(check, subject: "udp/53") == .fail(.missing))
    }

    @Test func `a look before that could not list the protocol is no history`() throws {
        var broken = OpenPortsHost()
        broken.inventory.gaps = [Unread("tcp/ipv6", .changedDuringRead, "three times")]
        let results = try OpenPortsHost().judge("ExpectListener=tcp/443", after: broken.observe())
        #expect(results.of(check, subject: "tcp/443") == .inconclusive(.insufficientHistory))
    }

    @Test func `a published port counts, and unread rules hide it where a runtime is seen`() throws {
        var host = OpenPortsHost()
        host.published = .success(
            PublishedPorts(ports: [PublishedPort(transport: .tcp, address: .wildcardV4, port: 8080)], isInUse: true))
        #expect(try host.judge("ExpectListener=tcp/8080 unit=nat").of(check).map(\.verdict) == [.pass])
        host.published = .failure(ProbeFailure(.permissionDenied, "no right"))
        let before = try OpenPortsHost().observe()
        #expect(try host.judge("ExpectListener=tcp/8080", after: before).of(check).map(\.verdict) == [.fail(.missing)])
        host.files["/proc/self/net/dev"] = "Inter-|\n face |\ndocker0: 1\n"
        #expect(try host.judge("ExpectListener=tcp/8080", after: before).of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
        #expect(
            try host.judge("ExpectListener=tcp/8080 unit=a.service", after: before).of(check).map(\.verdict) == [.fail(.missing)])
    }

    @Test func `nothing expected is nothing to test, and an entry twice is one subject`() throws {
        #expect(try OpenPortsHost().judge().of(check).map(\.verdict) == [.notApplicable(.policyOff)])
        #expect(try OpenPortsHost().judge("ExpectListener=tcp/22", "ExpectListener=tcp/22").of(check).count == 1)
    }

    @Test func `what is kept of a look before comes to rest, and is bounded`() throws {
        let host = try serving()
        let second = try host.observe(after: host.observe())
        #expect(second.before == (try host.observe(after: second)).before)
        var full = OpenPortsHost()
        for index in 0...EarlierLook.limit { try full.listen(.tcp, "10.0.0.1", UInt16(1 + index)) }
        let empty = try OpenPortsHost().observe(after: full.observe())
        #expect(empty.before?.gone.count == EarlierLook.limit)
        #expect(
            try OpenPortsHost.judge(empty, ["ExpectListener=tcp/60000"]).of(check).map(\.verdict) == [.inconclusive(.insufficientHistory)])
    }
}
