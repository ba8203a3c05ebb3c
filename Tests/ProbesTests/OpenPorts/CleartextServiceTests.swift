import Controls
import HostFixtures
import ProbeKit
import Synchronization
import Testing

@testable import Probes

@Suite struct CleartextServiceTests {
    private let check = OpenPortsProbe.cleartextService
    private let subject = "tcp/21 address=wildcard unit=ftp.service"

    private func ftp(_ address: String = "0.0.0.0", saying greeting: Greeting? = nil) throws -> OpenPortsHost {
        var host = OpenPortsHost()
        try host.listen(.tcp, address, 21, unit: "ftp.service")
        host.dialer = Self.dialer(saying: greeting)
        return host
    }

    private static func dialer(saying greeting: Greeting?) -> FakeDialer {
        FakeDialer { _ in
            var answer = CourierAnswer()
            answer.greeting = greeting
            return answer
        }
    }

    private static func greeting(
        _ reach: Greeting.Reach, _ spoken: CleartextProtocol? = nil, _ login: Greeting.Login = .unknown, _ detail: String = ""
    ) -> Greeting {
        var greeting = Greeting()
        (greeting.reach, greeting.spoken, greeting.login, greeting.detail) = (reach, spoken, login, detail)
        return greeting
    }

    @Test(arguments: [
        (greeting(.recognised, .ftp, .accepted), Verdict.fail(.cleartext)), (greeting(.recognised, .vnc, .always), .fail(.cleartext)),
        (greeting(.recognised, .ftp, .refused), .pass), (greeting(.recognised, .ssh), .pass), (greeting(.tls), .pass),
        (greeting(.recognised, .ftp), .inconclusive(.notObservable)), (greeting(.recognised), .inconclusive(.notObservable)),
        (greeting(.unrecognised), .inconclusive(.notObservable)), (greeting(.silent), .inconclusive(.notObservable)),
        (greeting(.closing), .inconclusive(.notObservable)), (greeting(.forbidden), .inconclusive(.notObservable)),
        (greeting(.unreachable), .inconclusive(.unreachable)),
    ])
    func `what the service says decides, not its port`(greeting: Greeting, expected: Verdict) throws {
        #expect(try ftp(saying: greeting).judge().of(check, subject: subject) == expected)
    }

    @Test func `a result says what was heard, and where`() throws {
        let result = try #require(
            try ftp(saying: Self.greeting(.recognised, .ftp, .accepted, "331 Please specify the password.")).judge().of(check).first)
        #expect(
            result.observed == "port 21 on 0.0.0.0 (wildcard), held by ftp.service (/usr/bin/prog, uid 0): "
                + "127.0.0.1:21 speaks ftp and takes credentials in the clear: “331 Please specify the password.”")
        #expect(result.notes == [Note(.defaultInForce, "CleartextPort=tcp/21")])
    }

    @Test func `without a courier, and with one that fails, nothing is known`() throws {
        var host = try ftp()
        host.dialer = nil
        #expect(try host.judge().of(check, subject: subject) == .inconclusive(.toolMissing))
        host.dialer = FakeDialer { _ throws(ProbeFailure) in throw ProbeFailure(.toolFailed, "the courier is gone") }
        #expect(try host.judge().of(check, subject: subject) == .inconclusive(.toolFailed))
        host.dialer = FakeDialer { _ in
            var answer = CourierAnswer()
            answer.failure = Unread("courier", .timeout, "late")
            return answer
        }
        #expect(try host.judge().of(check, subject: subject) == .inconclusive(.timeout))
        host.dialer = Self.dialer(saying: nil)
        #expect(try host.judge().of(check, subject: subject) == .inconclusive(.emptyOutput))
    }

    @Test func `a wildcard is contacted on loopback, in each family that it serves, and one answer in the clear is enough`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 110, isV6Only: false)
        try host.listen(.tcp, "::", 143, isV6Only: true)
        try host.listen(.tcp, "10.0.0.5", 23)
        host.dialer = FakeDialer { question in
            var answer = CourierAnswer()
            let isFirst = question.greeting?.address == .v4(0x7F00_0001)
            answer.greeting = isFirst ? Self.greeting(.recognised, .pop3, .accepted) : Self.greeting(.tls)
            return answer
        }
        let evidence = try host.observe()
        #expect(evidence.contacts.map(\.target.text) == ["10.0.0.5:23", "[::1]:110", "127.0.0.1:110", "[::1]:143"])
        let results = try OpenPortsHost.judge(evidence)
        #expect(results.of(check, subject: "tcp/110 address=wildcard unit=a.service") == .fail(.cleartext))
        #expect(results.of(check, subject: "tcp/143 address=wildcard unit=a.service") == .pass)
    }

    @Test func `questions carry what the port or the program suggests`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 2121, unit: "files.service", exe: "/usr/sbin/vsftpd")
        try host.listen(.tcp, "0.0.0.0", 5900)
        try host.listen(.udp, "0.0.0.0", 69)
        try host.listen(.tcp, "0.0.0.0", 8021)
        let asked = Mutex<[String]>([])
        host.dialer = FakeDialer { question in
            let request = question.greeting ?? GreetingRequest()
            asked.withLock { $0.append("\(request.transport)/\(request.port) \(request.suggested?.rawValue ?? "-")") }
            return CourierAnswer()
        }
        _ = try host.observe(["CleartextPort=69/udp 5900 8021"])
        #expect(asked.withLock { $0 } == ["udp/69 tftp", "tcp/2121 ftp", "tcp/5900 vnc", "tcp/8021 -"])
    }

    @Test(arguments: [
        (Transport.tcp, UInt16(514), "x.service", "/usr/sbin/in.rshd"), (.tcp, 9512, "rexec.socket", "/usr/bin/x"),
        (.tcp, 513, "rlogin@3.service", "/usr/bin/x"), (.udp, 69, "tftpd-hpa.service", "/usr/sbin/in.tftpd"),
    ])
    func `a program whose protocol has no protected form is enough`(transport: Transport, port: UInt16, unit: String, exe: String) throws {
        var host = OpenPortsHost()
        try host.listen(transport, "0.0.0.0", port, unit: unit, exe: exe)
        let results = try host.judge()
        #expect(results.of(check).map(\.verdict) == [.fail(.cleartext)])
    }

    @Test func `a known program on any port is asked, a stranger on an unlisted port is not`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 2323, unit: "x.service", exe: "/usr/sbin/in.telnetd")
        try host.listen(.tcp, "0.0.0.0", 8080)
        try host.listen(.udp, "0.0.0.0", 21)
        host.dialer = Self.dialer(saying: Self.greeting(.recognised, .telnet, .always))
        let results = try host.judge()
        #expect(results.of(check).map(\.subject) == ["tcp/2323 address=wildcard unit=x.service"])
        #expect(results.of(check).map(\.verdict) == [.fail(.cleartext)])
    }

    @Test func `a unit that only begins like a known one proves nothing`() {
        let owner = ListenerOwner(.process, unit: "rshow.service")
        #expect(CleartextProtocol.known(of: owner) == nil)
        #expect(CleartextProtocol.known(of: ListenerOwner(.process, unit: "user@1000.service/rsh.service")) == nil)
    }

    @Test func `loopback is out of scope unless the entity wants it judged`() throws {
        let host = try ftp("127.0.0.1", saying: Self.greeting(.recognised, .ftp, .accepted))
        #expect(try host.observe().contacts.isEmpty)
        #expect(try host.judge().of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        #expect(try host.judge("IncludeLoopback=yes").of(check).map(\.verdict) == [.fail(.cleartext)])
        var both = host
        try both.listen(.tcp, "0.0.0.0", 21, unit: "ftp.service")
        #expect(try both.judge().of(check, subject: "address=loopback") == .notApplicable(.declaredOutOfScope))
    }

    // MARK: Who answers

    @Test func `a wildcard whose loopback belongs to somebody else is not judged by that one's answers`() throws {
        var host = try ftp(saying: Self.greeting(.recognised, .ftp, .refused))
        try host.listen(.tcp, "127.0.0.1", 21, unit: "other.service")
        #expect(try host.observe().contacts.isEmpty)
        let results = try host.judge()
        #expect(results.of(check, subject: subject) == .inconclusive(.notObservable))
        #expect(try host.judge("IncludeLoopback=yes").of(check, subject: "tcp/21 address=loopback unit=other.service") == .pass)
        #expect(try host.judge("IncludeLoopback=yes").of(check, subject: subject) == .inconclusive(.notObservable))
    }

    @Test(arguments: [("::1", 0), ("127.0.0.2", 0), ("192.0.2.7", 0), ("127.0.0.1", 2)])
    func `who listens elsewhere takes nothing away`(address: String, interface: UInt32) throws {
        var host = try ftp(saying: Self.greeting(.recognised, .ftp, .refused))
        try host.listen(.tcp, address, 21, unit: "other.service", interface: interface)
        #expect(try host.judge().of(check, subject: subject) == .pass)
    }

    @Test func `of two wildcards the one on loopback answers, and of two families the own`() throws {
        var host = try ftp(saying: Self.greeting(.tls))
        try host.listen(.tcp, "::", 21, unit: "dual.service", isV6Only: false)
        #expect(try host.observe().contacts.map(\.target.text) == ["127.0.0.1:21", "[::1]:21"])
        #expect(try host.judge().of(check, subject: subject) == .pass)
        #expect(try host.judge().of(check, subject: "tcp/21 address=wildcard unit=dual.service") == .inconclusive(.notObservable))
        try host.listen(.tcp, "0.0.0.0", 21, unit: "local.service", interface: 1)
        #expect(try host.judge().of(check, subject: subject) == .inconclusive(.notObservable))
        #expect(try host.judge("IncludeLoopback=yes").of(check, subject: "tcp/21 address=loopback unit=local.service") == .pass)
    }

    @Test(arguments: ["0.0.0.0", "192.0.2.7"])
    func `a listener that is bound to an interface is not contacted`(address: String) throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, address, 21, unit: "ftp.service", interface: 2)
        host.dialer = Self.dialer(saying: Self.greeting(.tls))
        let evidence = try host.observe()
        #expect(evidence.contacts.isEmpty)
        #expect(evidence.listeners.map(\.isBoundToInterface) == [true])
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.notObservable)])
        #expect(try host.judge().of(check).first?.observed.hasPrefix("port 21 on \(address) of some interfaces (") == true)
        // The same service on every interface is contacted for itself.
        try host.listen(.tcp, address, 21, unit: "other.service")
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.notObservable), .pass])
    }

    @Test func `an interface does not make another listener of it at the next look`() throws {
        var bound = OpenPortsHost()
        try bound.listen(.udp, "0.0.0.0", 40000, interface: 2)
        var free = OpenPortsHost()
        try free.listen(.udp, "0.0.0.0", 40000)
        #expect(try free.observe(after: bound.observe()).listeners.map(\.sightings) == [2])
    }

    // MARK: Time and number

    @Test(arguments: [(1, 10_000), (4, 10_000), (64, 2_812)])
    func `silent services leave time to judge the listeners`(count: UInt16, each: Int) throws {
        var host = OpenPortsHost()
        for port in 2000..<2000 + count { try host.listen(.tcp, "0.0.0.0", port) }
        let times = Mutex<[Int]>([])
        host.dialer = FakeDialer { question in
            times.withLock { $0.append(question.greeting?.deadline ?? 0) }
            var answer = CourierAnswer()
            answer.greeting = Self.greeting(.silent)
            return answer
        }
        let results = try host.judge("CleartextPort=2000-2079", "AllowListener=tcp/2000-2079")
        let asked = times.withLock { $0 }
        #expect(asked == Array(repeating: each, count: Int(count)))
        // Four at a time, within three quarters of a minute.
        #expect((asked.count + 3) / 4 * each <= 45_000)
        #expect(results.populations[check]?.inconclusive == Int(count))
        #expect(results.populations[OpenPortsProbe.unexpectedListener]?.pass == Int(count))
    }

    @Test func `contacts for which there is no time are left open`() throws {
        var host = OpenPortsHost()
        for port in UInt16(2000)...2063 { try host.listen(.tcp, "0.0.0.0", port) }
        host.dialer = Self.dialer(saying: Self.greeting(.tls))
        let results = try host.judge("CleartextPort=2000-2063", "Deadline=10s")
        #expect(results.populations[check]?.pass == 28)
        let last = try #require(results.of(check).last)
        #expect(last.verdict == .inconclusive(.limitExceeded))
        #expect(last.observed.contains("give the probe a longer Deadline="))
    }

    @Test func `contacts beyond the limit are left open`() throws {
        var host = OpenPortsHost()
        for port in UInt16(2000)...2079 { try host.listen(.tcp, "0.0.0.0", port) }
        host.dialer = Self.dialer(saying: Self.greeting(.tls))
        let results = try host.judge("CleartextPort=2000-2079")
        #expect(results.populations[check]?.pass == ContactRound.limit)
        #expect(results.of(check, subject: "tcp/2079 address=wildcard unit=a.service") == .inconclusive(.limitExceeded))
    }

    @Test func `evidence that was gathered for other ports leaves new ones open`() throws {
        let evidence = try ftp(saying: Self.greeting(.tls)).observe(["CleartextPort=23"])
        #expect(try OpenPortsHost.judge(evidence).of(check, subject: subject) == .inconclusive(.populationIncomplete))
    }

    @Test func `a published port is asked where it leads to`() throws {
        var host = OpenPortsHost()
        let place = try #require(IPAddress("172.17.0.2"))
        host.published = .success(
            PublishedPorts(
                ports: [
                    PublishedPort(transport: .tcp, address: .wildcardV4, port: 21, destination: place, destinationPort: 2121),
                    PublishedPort(transport: .tcp, address: .wildcardV4, port: 23),
                ], isInUse: true))
        host.dialer = Self.dialer(saying: Self.greeting(.recognised, .ftp, .accepted))
        let evidence = try host.observe()
        #expect(evidence.contacts.map(\.target.text) == ["172.17.0.2:2121"])
        let results = try OpenPortsHost.judge(evidence)
        #expect(results.of(check, subject: "tcp/21 address=wildcard unit=nat") == .fail(.cleartext))
        #expect(results.of(check, subject: "tcp/23 address=wildcard unit=nat") == .inconclusive(.notObservable))
    }

    @Test func `no suspect is an empty population, unless something is hidden`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443)
        #expect(try host.judge().of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        host.inventory.gaps = [Unread("tcp/ipv6", .changedDuringRead, "three times")]
        #expect(try host.judge().of(check).map(\.verdict) == [.inconclusive(.changedDuringRead)])
    }
}
