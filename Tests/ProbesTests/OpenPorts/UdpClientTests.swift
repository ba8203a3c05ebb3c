import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct UdpClientTests {
    private let check = OpenPortsProbe.unexpectedListener

    @Test func `a UDP port of the clients' range is a listener only after three looks in a row`() throws {
        var host = OpenPortsHost()
        try host.listen(.udp, "0.0.0.0", 40000, unit: "chrony.service")
        let range = "udp/32768-60999 address=wildcard unit=chrony.service"
        var evidence = try host.observe()
        for _ in 1...2 {
            #expect(
                try OpenPortsHost.judge(evidence, ["AllowListener=tcp/22"]).of(check, subject: range) == .inconclusive(.insufficientHistory)
            )
            evidence = try host.observe(after: evidence)
        }
        let results = try OpenPortsHost.judge(evidence, ["AllowListener=tcp/22"])
        #expect(results.of(check, subject: "udp/40000 address=wildcard unit=chrony.service") == .fail(.unexpected))
    }

    @Test func `changing UDP ports of a client are out of scope once there is history`() throws {
        var evidence: OpenPorts?
        for port in UInt16(40000)...40004 {
            var host = OpenPortsHost()
            try host.listen(.udp, "0.0.0.0", port, unit: "resolved.service")
            evidence = try host.observe(after: evidence)
        }
        let results = try OpenPortsHost.judge(try #require(evidence), ["AllowListener=tcp/22"])
        #expect(
            results.of(check, subject: "udp/32768-60999 address=wildcard unit=resolved.service") == .notApplicable(.declaredOutOfScope))
    }

    @Test func `a UDP port that another unit takes over is counted anew`() throws {
        var first = OpenPortsHost()
        try first.listen(.udp, "0.0.0.0", 40000, unit: "a.service")
        var second = OpenPortsHost()
        try second.listen(.udp, "0.0.0.0", 40000, unit: "b.service")
        let evidence = try second.observe(after: first.observe(after: first.observe()))
        #expect(evidence.listeners.map(\.sightings) == [1])
        #expect(evidence.scans == 3)
    }

    @Test func `history matters only to unlisted UDP ports of the range`() throws {
        var host = OpenPortsHost()
        try host.listen(.udp, "0.0.0.0", 123)
        try host.listen(.udp, "0.0.0.0", 40000)
        try host.listen(.tcp, "0.0.0.0", 40000)
        let results = try host.judge("AllowListener=udp/40000 unit=a.service", "UdpConfirmScans=3")
        #expect(results.of(check, subject: "udp/123 address=wildcard unit=a.service") == .fail(.unexpected))
        #expect(results.of(check, subject: "udp/40000 address=wildcard unit=a.service") == .pass)
        #expect(results.of(check, subject: "tcp/40000 address=wildcard unit=a.service") == .fail(.unexpected))
        let strict = try host.judge("AllowListener=tcp/40000", "UdpConfirmScans=1")
        #expect(strict.of(check, subject: "udp/40000 address=wildcard unit=a.service") == .fail(.unexpected))
    }

    @Test(arguments: [nil, "many\n", "60999 32768\n"])
    func `an unknown client range leaves unlisted UDP ports open`(range: String?) throws {
        var host = OpenPortsHost()
        try host.listen(.udp, "0.0.0.0", 5353)
        host.files["/proc/sys/net/ipv4/ip_local_port_range"] = range.map { .text($0) }
        #expect(try host.judge("AllowListener=tcp/22").of(check).map(\.verdict) == [.inconclusive(.unreadable)])
        #expect(try host.judge("AllowListener=udp/5353").of(check).map(\.verdict) == [.pass])
    }
}
