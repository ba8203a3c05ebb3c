import Controls
import ProbeKit
import Testing

@testable import Probes

@Suite struct RestrictedBindTests {
    private let check = OpenPortsProbe.restrictedBind

    @Test func `a database on loopback passes, whatever IncludeLoopback says`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "127.0.0.1", 5432, unit: "postgresql.service")
        try host.listen(.tcp, "::1", 5432, unit: "postgresql.service")
        let results = try host.judge()
        #expect(results.of(check, subject: "tcp/5432 address=loopback unit=postgresql.service") == .pass)
        #expect(results.of(check).first?.notes == [Note(.defaultInForce, "RestrictBind=tcp/5432 scope=loopback")])
    }

    @Test(arguments: ["0.0.0.0", "::", "10.0.0.5", "fe80::1"])
    func `a database beyond loopback is exposed`(address: String) throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, address, 6379, unit: "redis.service")
        let result = try #require(try host.judge("AllowListener=tcp/6379").of(check).first)
        #expect(result.verdict == .fail(.exposed))
        #expect(result.required == "loopback")
    }

    @Test func `a dual-stack wildcard names both families`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 3306, unit: "mariadb.service", exe: "/usr/sbin/mariadbd", uid: 105, isV6Only: false)
        let result = try #require(try host.judge().of(check).first)
        #expect(result.observed == "port 3306 on [::] and IPv4 (wildcard), held by mariadb.service (/usr/sbin/mariadbd, uid 105)")
    }

    @Test(arguments: [
        ("127.0.0.1", "loopback", true), ("169.254.1.1", "loopback", false), ("169.254.1.1", "link-local", true),
        ("fe80::1", "link-local", true), ("10.0.0.5", "link-local", false), ("10.0.0.5", "specific", true),
        ("0.0.0.0", "specific", false), ("::", "wildcard", true), ("::ffff:127.0.0.1", "loopback", true),
        ("::ffff:0.0.0.0", "specific", false),
    ])
    func `the scope is the widest class that passes`(address: String, scope: String, passes: Bool) throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, address, 9090)
        let verdicts = try host.judge("RestrictBind=tcp/9090 scope=\(scope)").of(check).map(\.verdict)
        #expect(verdicts == [passes ? .pass : .fail(.exposed)])
    }

    @Test func `an entry takes the place of a default for its port, and the last one counts`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "10.0.0.5", 5432, unit: "postgresql.service")
        try host.listen(.tcp, "10.0.0.5", 6379, unit: "redis.service")
        let results = try host.judge("RestrictBind=tcp/5000-6000 scope=loopback", "RestrictBind=tcp/5432 scope=specific")
        #expect(results.of(check, subject: "tcp/5432 address=specific unit=postgresql.service") == .pass)
        #expect(results.of(check, subject: "tcp/6379 address=specific unit=redis.service") == .fail(.exposed))
        let result = try #require(results.of(check).first { $0.verdict == .pass })
        #expect(result.sources.last == Source("/etc/soc2d/controls.d/ports.control", line: 2))
    }

    @Test func `memcached is restricted on UDP too, PostgreSQL is not`() throws {
        var host = OpenPortsHost()
        try host.listen(.udp, "0.0.0.0", 11211)
        try host.listen(.udp, "0.0.0.0", 5432)
        #expect(try host.judge().of(check).map(\.subject) == ["udp/11211 address=wildcard unit=a.service"])
    }

    @Test func `a wildcard on the loopback interface reaches no further than this host`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 6379, interface: 1)
        #expect(try host.judge().of(check).map(\.verdict) == [.pass])
    }

    @Test func `no restricted port in use is an empty population, unless something is hidden`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443)
        #expect(try host.judge().of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        host.inventory.gaps = [Unread("tcp/ipv6", .changedDuringRead, "three times")]
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.changedDuringRead)])
    }

    @Test func `an unknown owner does not matter`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 5432, groups: [])
        host.isWalkComplete = false
        #expect(try host.judge().of(check, subject: "tcp/5432 address=wildcard") == .fail(.exposed))
    }
}
