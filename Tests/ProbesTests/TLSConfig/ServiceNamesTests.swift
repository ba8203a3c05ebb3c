import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct ServiceNamesTests {
    private func line(
        _ names: [String] = [], ports: [UInt16] = [443], service: String = "nginx", certificate: String? = "/etc/ssl/www.pem", line: Int = 1
    ) -> ConfiguredCertificate {
        var entry = ConfiguredCertificate()
        entry.service = service
        entry.certificate = certificate
        entry.source = "/etc/nginx/nginx.conf"
        entry.line = line
        entry.ports = ports
        entry.serverNames = names
        return entry
    }

    private func names(_ lines: [ConfiguredCertificate], declared: [TLSEndpoint] = []) -> ServiceNames {
        ServiceNames(lines.map { ServiceConfiguration(service: $0.service, configured: [$0], gaps: []) }, declared: declared)
    }

    private func endpoint(unit: String? = "nginx.service", exe: String? = nil, port: UInt16 = 443, name: String? = nil) -> ServedEndpoint {
        var owner = ListenerOwner(.process, unit: unit)
        owner.executable = exe
        var endpoint = ServedEndpoint()
        endpoint.host = "0.0.0.0"
        endpoint.owner = owner
        endpoint.port = port
        endpoint.serverName = name
        return endpoint
    }

    private func files(_ lines: [ConfiguredCertificate], _ endpoint: ServedEndpoint) -> [Int?] {
        let host = Host(files: MemoryTree(), now: Moment(seconds: 0), sha256: { _ in [] })
        var endpoints = [endpoint]
        names(lines).addFiles(to: &endpoints, on: host)
        return endpoints[0].deployed.map(\.namedAt)
    }

    @Test func `a listener is asked once without a name, and with each name of its service`() {
        let known = names([line(["www.example.com", "example.com"]), line(["example.com", "_", "*"], line: 7)])
        let endpoints = known.endpoints(with: endpoint())
        #expect(endpoints.map(\.serverName) == [nil, "www.example.com", "example.com"])
        #expect(endpoints.map(\.declaredName) == [nil, "www.example.com", "example.com"])
        #expect(endpoints.last?.place == Source("/etc/nginx/nginx.conf", line: 1))
        #expect(known.gaps(of: [endpoint()]).first == nil)
    }

    @Test(
        arguments: [
            ("nginx", "haproxy.service", nil, [443], false), ("nginx", nil, nil, [443], true), ("nginx", nil, nil, [], false),
            ("nginx", nil, "/usr/sbin/nginx", [], true), ("nginx", "nginx.service", nil, [8443], false),
            ("apache", "apache2.service", nil, [], true),
            ("apache", nil, "/usr/sbin/httpd", [443], true), ("exim", "exim4.service", nil, [443], true),
        ] as [(String, String?, String?, [UInt16], Bool)])
    func `a line counts for the ports and the holder that it speaks of`(
        service: String, unit: String?, exe: String?, ports: [UInt16], isOf: Bool
    ) {
        let known = names([line(["www.example.com"], ports: ports, service: service)])
        #expect(known.endpoints(with: endpoint(unit: unit, exe: exe)).count == (isOf ? 2 : 1))
    }

    @Test func `more names than are asked, and names that nobody can send, are told, unless they are declared`() throws {
        let many = (1...10).map { "n\($0).example" }
        let lines = [line(many + ["*.example.com", "~^(.+)\\.example$"])]
        let known = names(lines)
        #expect(known.endpoints(with: endpoint()).count == 9)
        let gap = try #require(known.gaps(of: [endpoint()]).first)
        #expect(gap.reason == .limitExceeded)
        #expect(gap.text.hasPrefix("4 names of its configuration were not asked for: n9.example, n10.example, *.example.com, ~"))
        let declared = try ["n9.example:443", "n10.example:443", "a.example.com:443", "x.example:443"].map { try #require(TLSEndpoint($0)) }
        #expect(names(lines, declared: declared).gaps(of: [endpoint()]).first?.text.hasPrefix("1 names") == true)
        #expect(names([line(many)], declared: declared).gaps(of: [endpoint()]).first == nil)
    }

    @Test(
        arguments: [
            (".good.test", "good.test", true), (".good.test", "a.good.test", true), (".good.test", "bad.test", false),
            ("*.good.test", "a.good.test", true), ("*.good.test", "good.test", false), ("www.good.*", "www.good.test", true),
            ("www.good.*", "www.goods.test", false),
        ])
    func `a declared name stands for the pattern that it matches`(pattern: String, name: String, isMatched: Bool) throws {
        let known = names([line([pattern])], declared: [try #require(TLSEndpoint("\(name):443"))])
        #expect(known.gaps(of: [endpoint()]).isEmpty == isMatched)
        #expect(files([line([pattern]), line(["other.test"], line: 2)], endpoint(name: name)) == (isMatched ? [1] : []))
    }

    @Test func `a name behind a dot is asked, and is a pattern too`() {
        let known = names([line([".good.test"])])
        #expect(known.endpoints(with: endpoint()).map(\.serverName) == [nil, "good.test"])
        #expect(known.endpoints(with: endpoint()).last?.place == Source("/etc/nginx/nginx.conf", line: 1))
        #expect(known.gaps(of: [endpoint()]).count == 1)
    }

    @Test func `a configuration that cannot be read hides names of its own listeners only`() {
        let unread = Unread("/etc/nginx/nginx.conf", .unreadable, "permission denied")
        let known = ServiceNames([ServiceConfiguration(service: "nginx", configured: [], gaps: [unread])], declared: [])
        #expect(known.gaps(of: [endpoint()]) == [unread])
        #expect(known.gaps(of: [endpoint(unit: nil)]) == [unread])
        #expect(known.gaps(of: [endpoint(unit: "haproxy.service")]).isEmpty)
    }

    @Test(
        arguments: [
            ("postgresql", "postgresql@16-main.service", 5432, [], ["x"]), ("postgresql", nil, 5432, [], ["x"]),
            ("postgresql", nil, 443, [], []), ("dovecot", nil, 993, ["x"], []), ("dovecot", nil, 443, [], []),
            ("nginx", nil, 8443, ["x"], []), ("nginx", "dovecot.service", 993, [], []),
        ] as [(String, String?, UInt16, [String], [String])])
    func `a configuration that cannot be read hides what it may hold, from listeners that may be its own`(
        service: String, unit: String?, port: UInt16, names: [String], files: [String]
    ) {
        let configuration = ServiceConfiguration(service: service, configured: [], gaps: [Unread("x", .unreadable, "permission denied")])
        let known = ServiceNames([configuration], declared: [])
        #expect(known.gaps(of: [endpoint(unit: unit, port: port)]).map(\.path) == names)
        #expect(known.fileGaps(of: [endpoint(unit: unit, port: port)]).map(\.path) == files)
    }

    @Test func `the file of a name is that of its line, then of a pattern, then of lines without names`() {
        let lines = [
            line(["www.example.com"], line: 1), line(["*.example.com"], certificate: "/b.pem", line: 2),
            line(certificate: "/c.pem", line: 3),
        ]
        #expect(files(lines, endpoint(name: "www.example.com")) == [1])
        #expect(files(lines, endpoint(name: "api.example.com")) == [2])
        #expect(files(lines, endpoint(name: "other.example")) == [3])
        #expect(files(lines, endpoint()) == [1, 2, 3])
        #expect(files(lines, endpoint(port: 8443)).isEmpty)
        #expect(files([line(certificate: nil)], endpoint()).isEmpty)
        #expect(files([line(), line(line: 9)], endpoint()) == [1])
    }
}
