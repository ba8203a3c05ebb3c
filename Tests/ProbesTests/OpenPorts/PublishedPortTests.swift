import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct PublishedPortTests {
    private let check = OpenPortsProbe.unexpectedListener
    private let subject = "tcp/8080 address=wildcard unit=nat"

    private func publishing(_ unread: Unread? = nil) throws -> OpenPortsHost {
        var host = OpenPortsHost()
        let place = try #require(IPAddress("172.17.0.2"))
        host.published = .success(
            PublishedPorts(
                ports: [PublishedPort(transport: .tcp, address: .wildcardV4, port: 8080, destination: place, destinationPort: 80)],
                isInUse: true, unread: unread))
        return host
    }

    @Test func `a published port is a listener of its own`() throws {
        let host = try publishing()
        #expect(try host.judge("AllowListener=tcp/22").of(check, subject: subject) == .fail(.unexpected))
        #expect(try host.judge("AllowListener=\(subject)").of(check, subject: subject) == .pass)
        #expect(try host.judge("AllowListener=tcp/8080 unit=docker.service").of(check, subject: subject) == .fail(.unexpected))
        #expect(try host.judge(baseline: host.observe()).of(check, subject: subject) == .pass)
        let result = try #require(try host.judge().of(check).first)
        #expect(result.observed == "port 8080 on 0.0.0.0 (wildcard), led to 172.17.0.2:80 by NAT rules")
        #expect(result.sources == [Source("nf_tables")])
    }

    @Test func `where a program holds the port for the runtime, the socket is the listener`() throws {
        var host = try publishing()
        try host.listen(.tcp, "0.0.0.0", 8080, unit: "docker.service", exe: "/usr/bin/docker-proxy")
        #expect(try host.observe().listeners.map(\.owner.kind) == [.process])
        var other = try publishing()
        try other.listen(.tcp, "127.0.0.1", 8080)
        #expect(try other.observe().listeners.map(\.owner.kind) == [.nat, .process])
    }

    @Test func `rules lead a port away from any other program, and from a runtime's that serves another family`() throws {
        var host = try publishing()
        try host.listen(.tcp, "0.0.0.0", 8080, unit: "ssh.service", exe: "/usr/sbin/sshd")
        #expect(try host.observe().listeners.map(\.owner.kind) == [.process, .nat])
        #expect(try host.judge("AllowListener=tcp/8080 unit=ssh.service").of(check, subject: subject) == .fail(.unexpected))
        var sixth = try publishing()
        try sixth.listen(.tcp, "::", 8080, exe: "/usr/bin/docker-proxy", isV6Only: true)
        #expect(try sixth.observe().listeners.map(\.owner.kind) == [.nat, .process])
        var both = try publishing()
        try both.listen(.tcp, "::", 8080, exe: "/usr/bin/docker-proxy", isV6Only: false)
        #expect(try both.observe().listeners.map(\.owner.kind) == [.process])
    }

    @Test func `a runtime's socket stands for a rule with the same address`() throws {
        var host = OpenPortsHost()
        let address = try #require(IPAddress("192.0.2.7"))
        host.published = .success(PublishedPorts(ports: [PublishedPort(transport: .tcp, address: address, port: 80)], isInUse: true))
        try host.listen(.tcp, "192.0.2.8", 80, exe: "/usr/bin/docker-proxy")
        #expect(try host.observe().listeners.map(\.owner.kind) == [.nat, .process])
        try host.listen(.tcp, "192.0.2.7", 80, exe: "/usr/bin/docker-proxy")
        #expect(try host.observe().listeners.map(\.owner.kind) == [.process, .process])
    }

    @Test func `a restricted port that rules publish is exposed`() throws {
        var host = OpenPortsHost()
        host.published = .success(
            PublishedPorts(ports: [PublishedPort(transport: .tcp, address: .wildcardV4, port: 5432)], isInUse: true))
        #expect(
            try host.judge().of(OpenPortsProbe.restrictedBind, subject: "tcp/5432 address=wildcard unit=nat") == .fail(.exposed))
    }

    @Test func `rules that are not understood are a source of their own`() throws {
        let host = try publishing(Unread("nat", .unsupportedFormat, "a map"))
        let results = try host.judge("AllowListener=\(subject)")
        #expect(results.of(check, subject: "source:nat") == .inconclusive(.unsupportedFormat))
        #expect(results.of(check, subject: subject) == .pass)
    }

    @Test(arguments: ["docker0", "cni0", "podman1"])
    func `rules that cannot be read matter where a runtime is seen`(bridge: String) throws {
        var host = OpenPortsHost()
        host.published = .failure(ProbeFailure(.permissionDenied, "it takes CAP_NET_ADMIN"))
        let quiet = try host.judge()
        #expect(quiet.of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        #expect(quiet.of(check).first?.notes.map(\.text) == ["ports published by NAT rules would not be seen: it takes CAP_NET_ADMIN"])
        host.files["/proc/self/net/dev"] = .text("Inter-|   Receive\n face |bytes\n    lo: 0 0\n\(bridge): 0 0\n")
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
        #expect(try host.judge().of(check).map(\.subject) == ["source:nat"])
        for check in [OpenPortsProbe.restrictedBind, OpenPortsProbe.cleartextService] {
            #expect(quiet.of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
            #expect(quiet.of(check).first?.notes.map(\.text) == ["ports published by NAT rules would not be seen: it takes CAP_NET_ADMIN"])
            #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
            #expect(try host.judge().of(check).map(\.subject) == ["source:nat"])
        }
    }

    @Test func `a container that only its network shows is a runtime too`() throws {
        var host = OpenPortsHost()
        host.published = .failure(ProbeFailure(.permissionDenied, "it takes CAP_NET_ADMIN"))
        let group = "0::/system.slice/docker-\(String(repeating: "ab12", count: 16)).scope\n"
        host.networks.networks = [ForeignNetwork(inode: 9, process: SocketHolders.Process(pid: 7, controlGroups: Array(group.utf8)))]
        #expect(try host.judge().of(check, subject: "source:nat") == .inconclusive(.permissionDenied))
        #expect(try host.observe().networks.count == 1)
    }
}
