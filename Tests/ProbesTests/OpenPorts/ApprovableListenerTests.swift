import Controls
import ProbeKit
import Testing

@testable import Probes

/// What a person approves with open ports: what is judged against it is what is shown.
struct ApprovableListenerTests {
    private static let check = OpenPortsProbe.unexpectedListener

    private func host() throws -> OpenPortsHost {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service")
        try host.listen(.tcp, "::", 80, unit: "web.service", pid: 200, isV6Only: false)
        try host.listen(.tcp, "192.0.2.1", 8080, groups: [""], exe: "/opt/app", pid: 300)
        try host.listen(.tcp, "127.0.0.1", 5432, unit: "postgresql.service", pid: 400)
        try host.listen(.tcp, "0.0.0.0", 9000, groups: [""], exe: nil, pid: 450)
        try host.listen(.udp, "0.0.0.0", 41641, unit: "tailscaled.service", pid: 500)
        return host
    }

    private func difference(_ before: OpenPorts, _ after: OpenPorts, _ settings: [String]) throws -> BaselineDifference {
        let probe = try OpenPortsHost().probe(settings)
        return BaselineDifference(from: probe.approvable(before), to: probe.approvable(after))
    }

    @Test func `listeners are shown by subject, with class and holder`() throws {
        let evidence = try host().observe()
        #expect(
            try OpenPortsHost().probe([]).approvable(evidence).map { "\($0.subject): \($0.value)" } == [
                "tcp/22 address=wildcard unit=ssh.service: address wildcard, unit ssh.service",
                "tcp/80 address=wildcard unit=web.service: address wildcard, unit web.service",
                "tcp/8080 address=specific exe=/opt/app: address specific, program /opt/app",
                "tcp/9000 address=wildcard: address wildcard, a holder that was not seen",
                "udp/41641 address=wildcard unit=tailscaled.service: address wildcard, unit tailscaled.service",
            ])
        #expect(try OpenPortsHost().probe(["IncludeLoopback=yes"]).approvable(evidence).count == 6)
    }

    @Test func `client traffic that has shown itself to be that is not approved, and later fails for itself`() throws {
        let host = try host()
        var evidence = try host.observe()
        for _ in 0..<3 { evidence = try host.observe(after: evidence) }
        evidence.listeners[evidence.listeners.count - 1].sightings = 1
        let probe = try host.probe([])
        #expect(!probe.approvable(evidence).contains { $0.subject.hasPrefix("udp/41641") })
        let kept = try host.observe(after: host.observe(after: host.observe()))
        let results = try OpenPortsHost.judge(kept, baseline: evidence)
        #expect(results.of(Self.check, subject: "udp/41641 address=wildcard unit=tailscaled.service") == .fail(.unexpected))
    }

    @Test(arguments: [[], ["IncludeLoopback=yes"], ["UdpConfirmScans=1"]])
    func `a state judged against itself has nothing unexpected`(settings: [String]) throws {
        let evidence = try host().observe(settings)
        #expect(try OpenPortsHost.judge(evidence, settings, baseline: evidence).of(Self.check).allSatisfy { $0.verdict.outcome != .fail })
        #expect(try difference(evidence, evidence, settings).changes.isEmpty)
    }

    private static let alterations: [(String, @Sendable (inout Listener) -> Void)] = [
        ("port", { $0.port += 1 }),
        ("protocol", { $0.transport = $0.transport == .tcp ? .sctp : .tcp }),
        ("class", { $0.addressClass = $0.addressClass == .wildcard ? .specific : .wildcard }),
        ("address", { $0.address = .v4(0xC000_0207) }),
        ("unit", { $0.owner.unit = "other.service" }),
        ("program", { $0.owner.executable = "/opt/other" }),
        ("no owner", { $0.owner = ListenerOwner(.kernel) }),
        ("user", { $0.owner.uid = 4711 }),
        ("container", { $0.owner.container = "abcdef123456" }),
        ("replaced", { $0.owner.isReplaced = true }),
        ("sockets", { $0.sockets += 3 }),
        ("interface", { $0.isBoundToInterface = true }),
    ]

    @Test(arguments: alterations.indices, 0..<6)
    func `an alteration is a difference that fails, or is neither`(alteration: Int, position: Int) throws {
        let settings = ["IncludeLoopback=yes", "UdpConfirmScans=1"]
        let before = try host().observe(settings)
        var after = before
        Self.alterations[alteration].1(&after.listeners[position])
        let results = try OpenPortsHost.judge(after, settings, baseline: before).of(Self.check)
        let differs = try difference(before, after, settings).changes.contains { $0.kind != .removed }
        #expect(results.contains { $0.verdict.outcome == .fail } == differs, "\(Self.alterations[alteration].0) of listener \(position)")
    }
}
