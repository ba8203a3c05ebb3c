import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct UnexpectedListenerTests {
    private let check = OpenPortsProbe.unexpectedListener

    @Test func `a listener that fits an entry in all its parts passes, and the entry's line comes first`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service", exe: "/usr/sbin/nginx")
        let results = try host.judge("AllowListener=tcp/443 address=wildcard unit=nginx.service exe=/usr/sbin/nginx")
        let result = try #require(results.of(check).first)
        #expect(result.subject == "tcp/443 address=wildcard unit=nginx.service")
        #expect(result.verdict == .pass)
        #expect(result.sources.first == Source("/etc/soc2d/controls.d/ports.control", line: 1))
    }

    @Test(arguments: [
        "tcp/8443 unit=nginx.service", "udp/443 unit=nginx.service", "tcp/443 unit=apache2.service",
        "tcp/443 unit=nginx.service exe=/usr/bin/python3", "tcp/443 address=loopback unit=nginx.service",
        "tcp/443 address=10.0.0.0/8", "tcp/444-500", "tcp/443 unit=nginx",
    ])
    func `a listener that misses one part of the only entry is unexpected`(entry: String) throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service", exe: "/usr/sbin/nginx")
        let result = try #require(try host.judge("AllowListener=\(entry)").of(check).first)
        #expect(result.verdict == .fail(.unexpected))
        #expect(result.observed == "port 443 on 0.0.0.0 (wildcard), held by nginx.service (/usr/sbin/nginx, uid 0)")
    }

    @Test(arguments: ["tcp/443", "tcp/400-500 address=0.0.0.0/0", "tcp/443 unit=*.service", "tcp/443 exe=/usr/sbin/nginx"])
    func `an entry allows whatever it does not speak about`(entry: String) throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, unit: "nginx.service", exe: "/usr/sbin/nginx")
        #expect(try host.judge("AllowListener=\(entry)").of(check).map(\.verdict) == [.pass])
    }

    @Test func `the printed subject, pasted as an entry, allows its listener and nothing else`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 8080, unit: "web.service", isV6Only: false)
        try host.listen(.tcp, "192.0.2.7", 8080, unit: #"web\x2dapp.service"#)
        try host.listen(.udp, "0.0.0.0", 53, groups: ["0::/\n"], exe: "/opt/my app/dns")
        try host.listen(.tcp, "0.0.0.0", 2049, groups: [])
        for subject in try host.judge().of(check).map(\.subject) {
            let results = try host.judge("AllowListener=\(subject)").of(check)
            #expect(results.count { $0.verdict == .pass } == 1)
            #expect(results.first { $0.verdict == .pass }?.subject == subject)
        }
    }

    @Test func `without entries and baseline nothing is known, and the subjects say what to write`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 8080, unit: "web.service")
        let results = try host.judge()
        #expect(results.of(check, subject: "tcp/8080 address=wildcard unit=web.service") == .inconclusive(.noBaseline))
    }

    @Test func `a baseline allows the same protocol, class, port and unit, whatever the process number`() throws {
        var before = OpenPortsHost()
        try before.listen(.tcp, "0.0.0.0", 8080, unit: "web.service", pid: 7)
        var now = OpenPortsHost()
        try now.listen(.tcp, "0.0.0.0", 8080, unit: "web.service", pid: 4711)
        try now.listen(.tcp, "0.0.0.0", 8081, unit: "web.service")
        try now.listen(.tcp, "::", 8080, unit: "rogue.service", isV6Only: true)
        let results = try now.judge(baseline: before.observe())
        #expect(results.of(check, subject: "tcp/8080 address=wildcard unit=web.service") == .pass)
        #expect(results.of(check, subject: "tcp/8081 address=wildcard unit=web.service") == .fail(.unexpected))
        #expect(results.of(check, subject: "tcp/8080 address=wildcard unit=rogue.service") == .fail(.unexpected))
    }

    @Test func `wildcards in an approved name are taken literally`() throws {
        var before = OpenPortsHost()
        try before.listen(.tcp, "0.0.0.0", 80, unit: "*.service")
        var now = OpenPortsHost()
        try now.listen(.tcp, "0.0.0.0", 80, unit: "rogue.service")
        #expect(try now.judge(baseline: before.observe()).of(check).map(\.verdict) == [.fail(.unexpected)])
    }

    @Test func `a dual-stack wildcard must be allowed for both families`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 80, isV6Only: false)
        #expect(try host.judge("AllowListener=tcp/80 address=::/0").of(check).map(\.verdict) == [.fail(.unexpected)])
        #expect(
            try host.judge("AllowListener=tcp/80 address=::/0", "AllowListener=tcp/80 address=0.0.0.0/0").of(check).map(\.verdict)
                == [.pass])
    }

    @Test func `an IPv6-only wildcard needs no IPv4 entry, and where the kernel does not say the sysctl decides`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "::", 80, isV6Only: true)
        #expect(try host.judge("AllowListener=tcp/80 address=::/0").of(check).map(\.verdict) == [.pass])
        var silent = OpenPortsHost()
        try silent.listen(.tcp, "::", 80)
        #expect(try silent.judge("AllowListener=tcp/80 address=::/0").of(check).map(\.verdict) == [.fail(.unexpected)])
        silent.files["/proc/sys/net/ipv6/bindv6only"] = "1\n"
        #expect(try silent.judge("AllowListener=tcp/80 address=::/0").of(check).map(\.verdict) == [.pass])
        silent.files["/proc/sys/net/ipv6/bindv6only"] = .denied
        #expect(try silent.judge("AllowListener=tcp/80 address=::/0").of(check).map(\.verdict) == [.fail(.unexpected)])
    }

    // MARK: Owners

    @Test func `all holders count: another unit on the same socket is a listener of its own`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 80, groups: ["0::/system.slice/nginx.service\n", "0::/user.slice/user-7.slice/session-1.scope\n"])
        let results = try host.judge("AllowListener=tcp/80 unit=nginx.service")
        #expect(results.of(check, subject: "tcp/80 address=wildcard unit=nginx.service") == .pass)
        #expect(results.of(check, subject: "tcp/80 address=wildcard unit=session-1.scope") == .fail(.unexpected))
    }

    @Test func `workers and reused ports of one unit are one subject`() throws {
        var host = OpenPortsHost()
        let group = "0::/system.slice/nginx.service\n"
        try host.listen(.tcp, "0.0.0.0", 80, groups: [group, group, group])
        try host.listen(.tcp, "0.0.0.0", 80, groups: [group])
        let evidence = try host.observe()
        #expect(evidence.listeners.map(\.sockets) == [2])
        #expect(try OpenPortsHost.judge(evidence).of(check).count == 1)
    }

    @Test func `one program among several of a unit that does not fit makes the listener unexpected`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 80, unit: "nginx.service", exe: "/usr/sbin/nginx")
        try host.listen(.tcp, "0.0.0.0", 80, unit: "nginx.service", exe: "/tmp/nc")
        let results = try host.judge("AllowListener=tcp/80 unit=nginx.service exe=/usr/sbin/nginx").of(check)
        #expect(results.map(\.verdict) == [.fail(.unexpected)])
    }

    @Test func `a user's unit cannot borrow the name of a system unit`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 443, groups: ["0::/user.slice/user-1000.slice/user@1000.service/app.slice/nginx.service\n"])
        let results = try host.judge("AllowListener=tcp/443 unit=nginx.service")
        #expect(results.of(check, subject: "tcp/443 address=wildcard unit=user@1000.service/nginx.service") == .fail(.unexpected))
        #expect(try host.judge("AllowListener=tcp/443 unit=user@1000.service/nginx.service").of(check).map(\.verdict) == [.pass])
    }

    @Test func `nobody after a complete walk is the kernel`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 2049, groups: [])
        #expect(try host.judge("AllowListener=tcp/2049 unit=kernel").of(check).map(\.verdict) == [.pass])
        #expect(try host.judge("AllowListener=tcp/2049 unit=nfs-*").of(check).map(\.verdict) == [.fail(.unexpected)])
    }

    @Test func `a socket that closed while processes were walked is no listener of the kernel`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 2049, groups: [])
        host.later = ListenerInventory()
        #expect(try host.judge("AllowListener=tcp/1").of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
        host.isWalkComplete = false
        #expect(try host.judge("AllowListener=tcp/1").of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
    }

    @Test func `an incomplete walk leaves only judgements about owners open`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, groups: [])
        host.isWalkComplete = false
        #expect(try host.judge("AllowListener=tcp/22").of(check, subject: "tcp/22 address=wildcard") == .pass)
        #expect(try host.judge("AllowListener=tcp/22 unit=ssh.service").of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
        #expect(try host.judge("AllowListener=tcp/22 exe=/usr/sbin/sshd").of(check).map(\.verdict) == [.inconclusive(.permissionDenied)])
        #expect(try host.judge("AllowListener=tcp/23 unit=ssh.service").of(check).map(\.verdict) == [.fail(.unexpected)])
    }

    @Test func `a seen holder is judged under an incomplete walk, with a note`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service")
        host.isWalkComplete = false
        let result = try #require(try host.judge("AllowListener=tcp/22 unit=ssh.service").of(check).first)
        #expect(result.verdict == .pass)
        #expect(result.notes.map(\.code) == [.attention])
    }

    @Test func `a program that cannot be read leaves only entries about programs open`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service", exe: nil)
        #expect(try host.judge("AllowListener=tcp/22 unit=ssh.service").of(check).map(\.verdict) == [.pass])
        #expect(
            try host.judge("AllowListener=tcp/22 unit=ssh.service exe=/usr/sbin/sshd").of(check).map(\.verdict)
                == [.inconclusive(.permissionDenied)])
        #expect(
            try host.judge("AllowListener=tcp/22 unit=x.service exe=/usr/sbin/sshd").of(check).map(\.verdict) == [.fail(.unexpected)])
    }

    @Test func `a replaced program keeps its path and gets a note`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22, unit: "ssh.service", exe: "/usr/sbin/sshd (deleted)")
        let result = try #require(try host.judge("AllowListener=tcp/22 exe=/usr/sbin/sshd").of(check).first)
        #expect(result.verdict == .pass)
        #expect(result.notes.count == 1)
    }

    @Test func `a container is named in a note`() throws {
        var host = OpenPortsHost()
        let id = String(repeating: "0123456789abcdef", count: 4)
        try host.listen(.tcp, "0.0.0.0", 80, groups: ["0::/system.slice/docker-\(id).scope\n"])
        let result = try #require(try host.judge("AllowListener=tcp/80 unit=docker-*.scope").of(check).first)
        #expect(result.verdict == .pass)
        #expect(result.notes == [Note(.attention, "held inside container 0123456789ab")])
    }

    // MARK: Scope

    @Test func `loopback is out of scope unless asked for, and is counted`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "127.0.0.1", 5432)
        try host.listen(.tcp, "::1", 5432)
        try host.listen(.udp, "0.0.0.0", 323, interface: 1)
        let only = try #require(try host.judge("AllowListener=tcp/22").of(check).first)
        #expect(only.verdict == .notApplicable(.emptyPopulation))
        #expect(only.observed == "no listener in scope; 3 on loopback are out of scope (IncludeLoopback=no)")
        let wide = try host.judge("AllowListener=tcp/22", "IncludeLoopback=yes").of(check)
        #expect(wide.map(\.subject) == ["udp/323 address=loopback unit=a.service", "tcp/5432 address=loopback unit=a.service"])
        #expect(wide.allSatisfy { $0.verdict == .fail(.unexpected) })
    }

    @Test func `loopback listeners beside others are one declared result`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "127.0.0.53", 53)
        try host.listen(.tcp, "0.0.0.0", 22)
        let results = try host.judge("AllowListener=tcp/22")
        #expect(results.of(check, subject: "address=loopback") == .notApplicable(.declaredOutOfScope))
        #expect(results.populations[check]?.subjects == 2)
    }

    @Test func `an inventory without listeners is one result`() throws {
        let results = try OpenPortsHost().judge()
        #expect(results.of(check).map(\.verdict) == [.notApplicable(.emptyPopulation)])
    }

    // MARK: What cannot be seen

    @Test func `a protocol that cannot be listed is a subject of its own, and no population is empty`() throws {
        var host = OpenPortsHost()
        host.inventory.gaps = [Unread("sctp/ipv4", .populationIncomplete, "no table")]
        let results = try host.judge("AllowListener=tcp/22")
        #expect(results.of(check).map(\.subject) == ["source:sctp/ipv4"])
        #expect(results.of(check).map(\.verdict) == [.inconclusive(.populationIncomplete)])
    }

    @Test func `a table that stood in for sock_diag is the source, with a note`() throws {
        var host = OpenPortsHost()
        try host.listen(.raw, "::", 58, unit: "systemd-networkd.service")
        host.inventory.fallbacks = ["/proc/self/net/raw6"]
        let result = try #require(try host.judge("AllowListener=raw/58").of(check).first)
        #expect(result.verdict == .pass)
        #expect(result.sources.contains(Source("/proc/self/net/raw6")))
        #expect(result.notes.count == 1)
    }

    @Test func `a namespace that cannot be compared is noted`() throws {
        var host = OpenPortsHost()
        try host.listen(.tcp, "0.0.0.0", 22)
        host.inventory.isNamespaceVerified = false
        #expect(try host.judge("AllowListener=tcp/22").of(check).first?.notes.count == 1)
    }
}
