import Controls
import ProbeKit
import Testing

@testable import Probes

@Suite struct OtherNetworkTests {
    private let check = OpenPortsProbe.unexpectedListener
    private let id = String(repeating: "ab12", count: 16)

    private func network(_ inode: UInt64, _ group: String, exe: String? = "/usr/bin/web", ports: [UInt16]) -> ForeignNetwork {
        let process = SocketHolders.Process(pid: 7, executable: exe, controlGroups: Array(group.utf8))
        return ForeignNetwork(
            inode: inode, process: process, sockets: ports.map { ListeningSocket(transport: .tcp, address: .wildcardV4, port: $0) })
    }

    @Test func `listeners of a container are listed apart, and judged by nobody`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22)
        host.networks.networks = [network(99, "0::/system.slice/docker-\(id).scope\n", ports: [5432, 80])]
        let results = try host.judge("AllowListener=tcp/22")
        let result = try #require(results.of(check).first { $0.subject == "namespace container=ab12ab12ab12" })
        #expect(result.verdict == .notApplicable(.declaredOutOfScope))
        #expect(result.observed == "tcp/5432 on 0.0.0.0, tcp/80 on 0.0.0.0")
        #expect(results.of(check, subject: "tcp/22 address=wildcard unit=a.service") == .pass)
        #expect(results.of(OpenPortsProbe.restrictedBind).map(\.verdict) == [.notApplicable(.emptyPopulation)])
    }

    @Test func `a namespace goes by its unit, then by its program, then by its number`() throws {
        var host = OpenPortsHost()
        host.networks.networks = [
            network(1, "0::/system.slice/web.service\n", ports: []), network(2, "0::/\n", ports: []),
            network(3, "0::/\n", exe: nil, ports: []),
        ]
        #expect(
            try host.judge().of(check).map(\.subject).filter { $0.hasPrefix("namespace") }
                == ["namespace exe=/usr/bin/web", "namespace inode=3", "namespace unit=web.service"])
    }

    @Test func `many listeners are counted, and several namespaces of one name are one subject`() throws {
        var host = OpenPortsHost()
        let group = "0::/system.slice/web.service\n"
        host.networks.networks = [network(1, group, ports: Array(1...300)), network(2, group, ports: [8080])]
        let result = try #require(try host.judge().of(check).first { $0.subject == "namespace unit=web.service" })
        #expect(result.observed.hasSuffix("and 291 more"))
        #expect(result.notes == [Note(.attention, "2 namespaces go by this name")])
        #expect(try host.observe().networks.map(\.listeners.count).max() == OtherNetwork.limit)
    }

    @Test func `what cannot be looked at is said`() throws {
        var host = OpenPortsHost()
        host.networks.isComplete = false
        var hidden = network(1, "0::/system.slice/web.service\n", ports: [])
        hidden.failure = Unread("/proc/PID/net/tcp", .permissionDenied, "denied")
        host.networks.networks = [hidden]
        let results = try host.judge()
        #expect(results.of(check, subject: "namespace unknown") == .notApplicable(.declaredOutOfScope))
        #expect(
            results.of(check).first { $0.subject == "namespace unit=web.service" }?.notes.map(\.text) == ["cannot be listed: denied"])
    }
}
