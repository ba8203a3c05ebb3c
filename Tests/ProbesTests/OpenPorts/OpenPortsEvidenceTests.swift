import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct OpenPortsEvidenceTests {
    private let checks = [
        OpenPortsProbe.unexpectedListener, OpenPortsProbe.missingListener, OpenPortsProbe.restrictedBind, OpenPortsProbe.cleartextService,
    ]

    @Test func `under a root of files every check is inconclusive, with one subject`() throws {
        var host = OpenPortsHost()
        host.isFileTreeOnly = true
        let results = try host.judge("AllowListener=tcp/22", "ExpectListener=tcp/22")
        for check in checks {
            #expect(results.of(check, subject: "source:sock_diag") == .inconclusive(.notObservableUnderRoot))
            #expect(results.populations[check]?.subjects == 1)
        }
    }

    @Test func `a hidden namespace makes every check inconclusive`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22)
        let failing = Host(
            files: MemoryTree(), sockets: Hidden(), processes: Nobody(), now: Moment(seconds: 0), sha256: { _ in [] })
        let evidence = try host.probe([]).observe(failing, after: nil)
        let results = try OpenPortsHost.judge(evidence, ["AllowListener=tcp/22", "ExpectListener=tcp/22"])
        for check in checks { #expect(results.of(check).map(\.verdict) == [.inconclusive(.sandboxed)]) }
    }

    @Test func `listeners are judged without their holders, which are a source of their own`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service")
        try host.listen(.tcp, "0.0.0.0", 5432, unit: "postgresql.service")
        let failing = Host(
            files: MemoryTree(), sockets: host.host.sockets, processes: Unwalkable(), now: Moment(seconds: 0), sha256: { _ in [] })
        let evidence = try host.probe([]).observe(failing, after: nil)
        let kept = try OpenPorts(canonicalJSON: evidence.canonicalJSON())
        let results = try OpenPortsHost.judge(kept, ["AllowListener=tcp/22", "AllowListener=tcp/5432 unit=postgresql.service"])
        #expect(results.of(checks[0], subject: "source:processes") == .inconclusive(.toolFailed))
        #expect(results.of(checks[0], subject: "tcp/22 address=wildcard") == .pass)
        #expect(results.of(checks[0], subject: "tcp/5432 address=wildcard") == .inconclusive(.permissionDenied))
        #expect(results.of(checks[2], subject: "tcp/5432 address=wildcard") == .fail(.exposed))
    }

    @Test func `evidence is the same for the same host, in whatever order the kernel tells it`() throws {
        var forwards = OpenPortsHost()
        var backwards = OpenPortsHost()
        let ports: [UInt16] = [1, 22, 80, 443, 8080]
        for port in ports {
            try forwards.listen(.tcp, "0.0.0.0", port, unit: "u\(port).service")
            try forwards.listen(.tcp, "::", port, unit: "u\(port).service", isV6Only: true)
        }
        for port in ports.reversed() {
            try backwards.listen(.tcp, "::", port, unit: "u\(port).service", pid: 9, isV6Only: true)
            try backwards.listen(.tcp, "0.0.0.0", port, unit: "u\(port).service", pid: 10)
        }
        #expect(try forwards.observe().canonicalJSON() == backwards.observe().canonicalJSON())
    }

    @Test func `counting stops, so that the evidence of a steady host comes to rest`() throws {
        var host = OpenPortsHost()
        try host.listen(.udp, "0.0.0.0", 40000)
        var evidence = try host.observe()
        for _ in 1...120 { evidence = try host.observe(after: evidence) }
        #expect(evidence.scans == OpenPorts.sightingLimit)
        #expect(evidence.listeners.map(\.sightings) == [OpenPorts.sightingLimit])
        #expect(try host.observe(after: evidence) == evidence)
    }

    @Test func `names from the host cannot forge a line or a second subject`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 80, groups: ["0::/system.slice/a b\u{202E}%.service\n"])
        let subject = try #require(try host.judge().of(checks[0]).first?.subject)
        #expect(subject == "tcp/80 address=wildcard unit=\"a b%E2%80%AE%25.service\"")
        #expect(try host.judge("AllowListener=\(subject)").of(checks[0]).map(\.verdict) == [.pass])
    }

    @Test func `altered evidence is refused or judged, but never stops the program`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 80, isV6Only: false)
        try host.listen(.udp, "127.0.0.1", 40000)
        let json = try host.observe().canonicalJSON()
        for position in json.indices {
            for byte in [UInt8(ascii: "0"), UInt8(ascii: "\""), UInt8(ascii: "-"), 0xFF] {
                var altered = json
                altered[position] = byte
                if let evidence = try? OpenPorts(canonicalJSON: altered) { _ = try OpenPortsHost.judge(evidence) }
            }
        }
    }

    @Test func `twenty thousand listeners against a baseline of as many are judged in linear time`() throws {
        var host = OpenPortsHost()
        for index in 0..<20_000 {
            try host.listen(
                .tcp, "10.0.\(index / 250).\(index % 250 + 1)", UInt16(1 + index % 60_000), unit: "u\(index % 2000).service", pid: 2)
        }
        let evidence = try host.observe()
        let start = ContinuousClock.now
        let results = try OpenPortsHost.judge(evidence, baseline: evidence)
        #expect(results.populations[checks[0]]?.pass == 20_000)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func `every check of the manifest stands in the catalogue, the page and the control file`() throws {
        #expect(OpenPortsProbe.manifest.checks.map(\.id) == checks)
        let entry = try #require(Registry.probes.first { $0.manifest.probe == "open-ports" })
        let page = String(decoding: entry.page, as: UTF8.self)
        let control = try UnitFile(parsing: entry.defaultControl, file: "open-ports.control")
        let criteria = Set(control.sections.flatMap(\.assignments).filter { $0.key == "Criterion" }.map(\.value))
        for check in checks {
            let definition = try #require(CheckCatalogue.all.first { $0.id == check })
            #expect(page.contains("## \(check)"))
            #expect(criteria.isSuperset(of: definition.direct.map(\.rawValue)))
        }
        #expect(criteria == ["CC6.6", "CC6.7", "CC7.2"])
    }

    @Test(arguments: [
        ("AllowListener", "443"), ("AllowListener", "tcp/443 port=1"), ("RestrictBind", "tcp/5432"), ("IncludeLoopback", "perhaps"),
        ("UdpConfirmScans", "0"), ("ExpectListener", "22"), ("CleartextPort", "ftp"), ("CleartextPort", "21/sctp"),
    ])
    func `a setting that does not fit is a problem`(key: String, value: String) {
        var settings = Settings([Assignment(key: key, value: value, place: Place(file: "x.control", line: 3))])
        _ = OpenPortsProbe(settings: &settings)
        #expect(settings.problems.count == 1)
    }
}

private struct Hidden: SocketTable {
    func publishedPorts() throws(ProbeFailure) -> PublishedPorts { PublishedPorts() }
    func listeners() throws(ProbeFailure) -> ListenerInventory { throw ProbeFailure(.sandboxed, "private network") }
}

private struct Unwalkable: ProcessTable {
    func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks { ForeignNetworks() }
    func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders { throw ProbeFailure(.toolFailed, "too many open files") }
}

private struct Nobody: ProcessTable {
    func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks { ForeignNetworks() }
    func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders { SocketHolders() }
}
