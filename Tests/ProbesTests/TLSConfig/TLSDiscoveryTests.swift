import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct TLSDiscoveryTests {
    private let check = TLSConfigProbe.protocolVersion

    @Test func `a wildcard is asked over the loopback of its family, a dual-stack one over both`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "::", 443, unit: "nginx.service", isV6Only: false)
        try host.ports.listen(.tcp, "192.0.2.7", 8443, unit: "java.service")
        host.services = ["127.0.0.1:443": .sound, "[::1]:443": .sound, "192.0.2.7:8443": .sound]
        #expect(try host.questions().map { "\($0.address) \($0.port)" } == ["127.0.0.1 443", "::1 443", "192.0.2.7 8443"])
        let results = try host.judge()
        #expect(results.of(check).map(\.subject) == ["tcp/443 0.0.0.0", "tcp/443 [::]", "tcp/8443 192.0.2.7"])
        #expect(results.of(check).allSatisfy { $0.verdict == .pass })
    }

    @Test func `a published port of a container is asked where it leads to, and is unknown where that is`() throws {
        var published = Listener()
        published.port = 443
        published.owner = ListenerOwner(.nat)
        published.leadsTo = [Listener.Destination(address: IPAddress("172.17.0.2"), port: 8443)]
        let endpoint = try #require(ListenerEndpoints([published]).endpoints.first)
        #expect(endpoint.subject == "tcp/443 0.0.0.0")
        #expect(endpoint.contacts.map { "\($0.address) \($0.port)" } == ["172.17.0.2 8443"])
        published.leadsTo = [Listener.Destination(address: nil, port: 443)]
        #expect(ListenerEndpoints([published]).endpoints.first?.contacts.first?.failure?.reason == .notObservable)
    }

    @Test func `listeners of one address and port are one endpoint, with every place that they lead to and every owner`() throws {
        var published = Listener()
        published.port = 443
        published.owner = ListenerOwner(.nat)
        published.leadsTo = [Listener.Destination(address: IPAddress("172.17.0.2"), port: 8443)]
        var second = published
        second.leadsTo = [Listener.Destination(address: IPAddress("172.17.0.3"), port: 8443)]
        let containers = ListenerEndpoints([published, second]).endpoints
        #expect(containers.map { $0.contacts.map { "\($0.address)" } } == [["172.17.0.2", "172.17.0.3"]])
        var old = Listener()
        old.port = 8443
        old.owner = ListenerOwner(.process, unit: "old.service")
        var new = old
        new.owner = ListenerOwner(.process, unit: "new.service")
        let shared = ListenerEndpoints([old, new, old]).endpoints
        #expect(shared.map(\.owners) == [[old.owner, new.owner]])
        #expect(shared.map(\.contacts.count) == [1])
    }

    @Test func `one port is asked in every protocol that is declared for it`() throws {
        var host = TLSHost()
        host.services = ["127.0.0.1:4443": .sound]
        let settings = ["Endpoint=127.0.0.1:4443 sni=x.example", "Endpoint=127.0.0.1:4443 sni=x.example starttls=smtp"]
        #expect(try host.questions(settings[0], settings[1]).map(\.startTLS) == [nil, nil, .smtp, .smtp])
        let place = "tcp/4443 127.0.0.1"
        let subjects = [place, "\(place) sni=x.example", "\(place) starttls=smtp", "\(place) starttls=smtp sni=x.example"]
        #expect(try host.judge(settings).of(check).map(\.subject) == subjects)
        #expect(try TLSHost().judge("Endpoint=127.0.0.1:25 starttls=none").of(check).map(\.subject) == ["tcp/25 127.0.0.1 starttls=none"])
        #expect(try TLSHost().judge("Endpoint=127.0.0.1:25").of(check).map(\.subject) == ["tcp/25 127.0.0.1"])
    }

    @Test func `no byte is written to a listener that is not known to speak TLS`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service", exe: "/usr/sbin/sshd")
        try host.ports.listen(.tcp, "0.0.0.0", 80, unit: "nginx.service", exe: "/usr/sbin/nginx")
        try host.ports.listen(.tcp, "0.0.0.0", 8080, unit: "nginx.service", exe: "/usr/sbin/nginx")
        try host.ports.listen(.tcp, "0.0.0.0", 5000, unit: "app.service", exe: "/opt/app")
        try host.ports.listen(.udp, "0.0.0.0", 443, unit: "nginx.service", exe: "/usr/sbin/nginx")
        #expect(try host.questions().isEmpty)
        #expect(try host.judge().of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
    }

    @Test(arguments: [
        ("nginx.service", "/usr/sbin/nginx"), ("haproxy@blue.service", "/opt/x"), ("web.service", "/usr/local/bin/caddy"),
    ])
    func `a server that is known for TLS is asked on any port`(unit: String, exe: String) throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 7443, unit: unit, exe: exe)
        #expect(try host.questions().map(\.port) == [7443])
    }

    @Test func `a port that begins in the clear is asked in its own protocol`() throws {
        var host = TLSHost()
        for port: UInt16 in [21, 25, 110, 143, 389, 587, 3306, 5222, 5432] {
            try host.ports.listen(.tcp, "127.0.0.1", port, unit: "x.service")
        }
        #expect(try host.questions().map(\.startTLS) == [.ftp, .smtp, .pop3, .imap, .ldap, .smtp, .mysql, .xmpp, .postgres])
    }

    @Test func `a wildcard whose loopback belongs to somebody else is not judged by that one's answers`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service")
        try host.ports.listen(.tcp, "127.0.0.1", 443, unit: "other.service")
        host.services["127.0.0.1:443"] = .sound
        let results = try host.judge()
        #expect(results.of(check, subject: "tcp/443 127.0.0.1") == .pass)
        #expect(results.of(check, subject: "tcp/443 0.0.0.0") == .inconclusive(.notObservable))
    }

    @Test(arguments: [("0.0.0.0", "127.0.0.1"), ("192.0.2.7", "192.0.2.7")])
    func `a listener that is bound to an interface is not judged by who answers on loopback`(address: String, reached: String) throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, address, 443, unit: "nginx.service", interface: 2)
        host.services["\(reached):443"] = .sound
        #expect(try host.questions().isEmpty)
        #expect(try host.judge().of(check, subject: "tcp/443 \(address)") == .inconclusive(.notObservable))
    }

    @Test func `NAT rules that cannot be read may hide a service, where a container is seen`() throws {
        var host = TLSHost()
        host.ports.published = .failure(ProbeFailure(.permissionDenied, "it takes CAP_NET_ADMIN"))
        #expect(try host.judge().of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        let group = "0::/system.slice/docker-\(String(repeating: "ab12", count: 16)).scope\n"
        let process = SocketHolders.Process(pid: 7, controlGroups: Array(group.utf8))
        host.ports.networks.networks = [ForeignNetwork(inode: 9, process: process)]
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
    }

    @Test func `a listener of an interface is not judged by what answers on loopback`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service")
        try host.ports.listen(.tcp, "0.0.0.0", 443, unit: "other.service", pid: 200, interface: 3)
        host.services["127.0.0.1:443"] = .sound
        let result = try #require(try host.judge().of(check).first)
        #expect(result.verdict == .inconclusive(.notObservable))
        #expect(result.observed.contains("it is bound to an interface"))
        #expect(try host.questions().count == 1)
    }

    @Test func `a declared endpoint is asked at every address, with its name and without`() throws {
        var host = TLSHost()
        host.names["www.example.com"] = ["192.0.2.1", "2001:db8::1"]
        host.services = ["192.0.2.1:443": .sound, "[2001:db8::1]:443": .sound]
        let questions = try host.questions("Endpoint=www.example.com:443")
        #expect(questions.count == 4)
        #expect(Set(questions.map(\.serverName)) == [nil, "www.example.com"])
        #expect(questions.allSatisfy { $0.time == TLSHost.now && $0.declaredName == $0.serverName })
        let results = try host.judge("Endpoint=www.example.com:443")
        let subjects = ["tcp/443 www.example.com", "tcp/443 www.example.com sni=www.example.com"]
        #expect(results.of(check).map(\.subject) == subjects)
        let result = try #require(results.of(check).last)
        #expect(result.verdict == .pass)
        #expect(
            result.sources
                == [Source("tls 192.0.2.1:443"), Source("tls [2001:db8::1]:443"), Source("/etc/soc2d/controls.d/tls.control", line: 1)])
    }

    @Test func `one bad address among good ones decides, and is named`() throws {
        var host = TLSHost()
        host.names["www.example.com"] = ["192.0.2.1", "192.0.2.2"]
        host.services["192.0.2.1:443"] = .sound
        host.services["192.0.2.2:443"] = Handshake.sound.with { $0.accept(.tls10, 0x002F) }
        let result = try #require(try host.judge("Endpoint=www.example.com:443").of(check).last)
        #expect(result.verdict == .fail(.belowMinimum))
        #expect(result.observed == "192.0.2.2: TLS 1.0 accepted (TLS_RSA_WITH_AES_128_CBC_SHA)")
    }

    @Test func `a name that has no address is inconclusive for every check`() throws {
        let results = try TLSHost().judge("Endpoint=www.example.com:443")
        for check in TLSConfigProbe.manifest.checks.map(\.id) where check.name != "private-key-access" {
            #expect(results.of(check, subject: "tcp/443 www.example.com sni=www.example.com") == .inconclusive(.unreachable), "\(check)")
        }
    }

    @Test func `each question is asked once, however many endpoints need its answer`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service")
        try host.ports.listen(.tcp, "192.0.2.1", 8443, unit: "nginx.service")
        let questions = try host.questions("Endpoint=127.0.0.1:443", "Endpoint=192.0.2.1:8443", "Endpoint=192.0.2.1:8443")
        #expect(questions.count == 2)
        #expect(try host.judge("Endpoint=192.0.2.1:8443").of(check).map(\.subject) == ["tcp/443 0.0.0.0", "tcp/8443 192.0.2.1"])
    }

    @Test func `without a courier, and with one that breaks, every endpoint is inconclusive`() throws {
        var silent = try TLSHost.web(.sound)
        silent.hasDialer = false
        var broken = try TLSHost.web(.sound)
        broken.dialerFailure = ProbeFailure(.permissionDenied, "the courier is not for you")
        for check in TLSConfigProbe.manifest.checks.map(\.id) where check.name != "private-key-access" {
            #expect(try silent.judge().of(check, subject: "tcp/443 0.0.0.0") == .inconclusive(.toolMissing), "\(check)")
            #expect(try broken.judge().of(check, subject: "tcp/443 0.0.0.0") == .inconclusive(.permissionDenied), "\(check)")
        }
    }

    @Test func `under a root of files nothing can be asked`() throws {
        var host = try TLSHost.web(.sound)
        host.ports.isFileTreeOnly = true
        let results = try host.judge("Endpoint=192.0.2.1:443")
        for check in TLSConfigProbe.manifest.checks.map(\.id) where check.name != "private-key-access" {
            #expect(results.of(check).map(\.verdict) == [.inconclusive(.notObservableUnderRoot)], "\(check)")
        }
    }

    @Test func `listeners that could not be listed keep the population from being empty`() throws {
        var host = TLSHost()
        host.ports.inventory.gaps = [Unread("tcp/ipv6", .permissionDenied, "refused"), Unread("udp/ipv4", .permissionDenied, "refused")]
        #expect(try host.judge().of(check).map(\.subject) == ["source:tcp/ipv6"])
    }

    @Test func `a listener that nobody can be seen to hold may be a TLS server`() throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, "0.0.0.0", 7443, groups: [])
        try host.ports.listen(.tcp, "0.0.0.0", 22, groups: [])
        host.ports.isWalkComplete = false
        let result = try #require(try host.judge().of(check).first)
        #expect(result.subject == "source:listener tcp/7443")
        #expect(result.verdict == .inconclusive(.permissionDenied))
        #expect(result.observed.hasPrefix("nobody can be seen to hold port 7443, so "))
        #expect(result.observed.contains("declare it with Endpoint=127.0.0.1:7443, or let the holder be seen: root, or CAP_"))
    }

    @Test func `each port that nobody can be seen to hold is a subject of its own, so that one can be left out`() throws {
        var host = TLSHost()
        for address in ["0.0.0.0", "::"] { try host.ports.listen(.tcp, address, 2024, groups: []) }
        try host.ports.listen(.tcp, "192.0.2.7", 7443, groups: [])
        host.ports.isWalkComplete = false
        #expect(try host.judge().of(check).map(\.subject) == ["source:listener tcp/2024", "source:listener tcp/7443"])
        #expect(try host.judge().of(check)[1].observed.contains("Endpoint=192.0.2.7:7443"))
    }

    @Test(arguments: [
        ("0.0.0.0", "127.0.0.1:2024", true), ("0.0.0.0", "127.0.1.1:2024", true), ("0.0.0.0", "192.0.2.9:2024", true),
        ("0.0.0.0", "localhost:2024", true), ("192.0.2.7", "192.0.2.7:2024", true),
        ("0.0.0.0", "127.0.0.1:2025", false), ("0.0.0.0", "203.0.113.1:2024", false), ("192.0.2.7", "127.0.0.1:2024", false),
        ("0.0.0.0", "[::1]:2024", false), ("0.0.0.0", "www.example.com:2024", false),
    ])
    func `a declared endpoint says what a listener is that nobody can be seen to hold`(
        address: String, endpoint: String, isSaid: Bool
    ) throws {
        var host = TLSHost()
        try host.ports.listen(.tcp, address, 2024, groups: [])
        // An address that is known to be the host's own.
        try host.ports.listen(.tcp, "192.0.2.9", 22, unit: "ssh.service")
        host.ports.isWalkComplete = false
        let results = try host.judge("Endpoint=\(endpoint)")
        #expect((results.of(check, subject: "source:listener tcp/2024") == nil) == isSaid)
    }

    // MARK: What a service turns out to be

    @Test(arguments: [
        (Handshake.Reach.closing, Verdict.inconclusive(.unreachable)), (.silent, .inconclusive(.timeout)),
        (.malformed, .inconclusive(.parseError)), (.unreachable, .inconclusive(.unreachable)), (.forbidden, .inconclusive(.notObservable)),
        (.unsteady, .inconclusive(.changedDuringRead)), (.refusing, .inconclusive(.unreachable)),
        (.plaintext, .notApplicable(.featureAbsent)),
    ])
    func `a listener that does not speak TLS is judged for no check`(reach: Handshake.Reach, verdict: Verdict) throws {
        let results = try TLSHost.web(.reached(reach, "something was heard")).judge()
        for check in TLSConfigProbe.manifest.checks.map(\.id) where check.name != "private-key-access" {
            #expect(results.of(check, subject: "tcp/443 0.0.0.0") == verdict, "\(check)")
        }
        #expect(try #require(results.of(check).first).observed.hasSuffix("something was heard") || reach == .refusing)
    }

    @Test(arguments: [
        (Handshake.Reach.closing, "closed without a word"), (.silent, "no answer in time"),
        (.unreachable, "no connection: Connection refused"),
    ])
    func `what was met is said once`(reach: Handshake.Reach, words: String) throws {
        #expect(try TLSHost.web(.reached(reach, words)).judge().of(check).first?.observed == words)
        #expect(words.hasPrefix(try #require(try TLSHost.web(.reached(reach)).judge().of(check).first).observed))
    }

    @Test func `a declared endpoint in the clear fails for its protocol, and says nothing else`() throws {
        let host = try TLSHost.web(.reached(.plaintext, "HTTP/1.1 400 Bad Request"))
        let results = try host.judge("Endpoint=127.0.0.1:443")
        #expect(results.of(check, subject: "tcp/443 127.0.0.1") == .fail(.cleartext))
        #expect(results.of(TLSConfigProbe.cipherStrength, subject: "tcp/443 127.0.0.1") == .inconclusive(.unreachable))
        #expect(results.of(TLSConfigProbe.certificateExpiry, subject: "tcp/443 127.0.0.1") == .inconclusive(.unreachable))
    }

    @Test func `a service that refuses clients without a name, and answers with one, is not judged without`() throws {
        var host = try TLSHost.web(.reached(.refusing, "alert 112 (unrecognized_name)"))
        host.services["127.0.0.1:443 www.example.com"] = .sound
        let results = try host.judge("Endpoint=127.0.0.1:443 sni=www.example.com")
        #expect(results.of(check, subject: "tcp/443 127.0.0.1") == .notApplicable(.featureAbsent))
        #expect(results.of(check, subject: "tcp/443 0.0.0.0") == .notApplicable(.featureAbsent))
        #expect(results.of(check, subject: "tcp/443 127.0.0.1 sni=www.example.com") == .pass)
    }

    // MARK: Time

    @Test(arguments: [(1, 20_000, 1), (16, 20_000, 16), (17, 18_000, 17), (100, 3_600, 100), (120, 3_000, 120), (500, 3_000, 120)])
    func `the time is shared out, and what it does not reach for is said`(questions: Int, milliseconds: Int, asked: Int) {
        let time = QuestionTime(questions: questions, within: .seconds(120), each: Interrogation.milliseconds)
        #expect(time.milliseconds == milliseconds)
        #expect(time.asked == asked)
    }

    @Test func `endpoints for which there is no time are inconclusive`() throws {
        var host = TLSHost()
        for index in 0..<200 {
            try host.ports.listen(.tcp, "10.0.0.\(index + 1)", 443, unit: "nginx.service", pid: 7)
            host.services["10.0.0.\(index + 1):443"] = .sound
        }
        let population = try #require(try host.judge().populations[check])
        #expect(population.pass == 120)
        #expect(population.inconclusive == 80)
    }

    @Test func `altered evidence is refused or judged, but never stops the program`() throws {
        let host = try TLSHost.web(Handshake.sound.with { $0.chains[0].presented = [0, 9] })
        let probe = try host.probe([])
        let json = try probe.observe(host.host(host.dialer), after: nil).canonicalJSON()
        for position in json.indices {
            for byte in [UInt8(ascii: "9"), UInt8(ascii: "-")] {
                var altered = json
                altered[position] = byte
                guard let evidence = try? TLSConfiguration(canonicalJSON: altered) else { continue }
                var results = Results()
                probe.judge(evidence, against: nil, into: &results)
            }
        }
    }
}
