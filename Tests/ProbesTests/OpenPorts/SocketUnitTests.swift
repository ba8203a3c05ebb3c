import Controls
import HostFixtures
import ProbeKit
import Testing

@testable import Probes

@Suite struct SocketUnitTests {
    private let check = OpenPortsProbe.unexpectedListener

    private func unit(_ files: MemoryTree, _ address: String, _ port: UInt16, _ transport: Transport = .tcp) throws -> String? {
        let socket = ListeningSocket(transport: transport, address: try #require(IPAddress(address)), port: port)
        return SocketUnits(of: files).unit(of: socket)
    }

    @Test func `what PID 1 holds belongs to the socket unit, also once a service was started for it`() throws {
        var host = OpenPortsHost()
        host.files["/usr/lib/systemd/system/ssh.socket"] = "[Socket]\nListenStream=22\nAccept=no\n"
        try host.listen(
            .tcp, "::", 22, groups: ["0::/init.scope\n", "0::/system.slice/ssh.service\n"], exe: "/usr/lib/systemd/systemd", pid: 1,
            isV6Only: false)
        let results = try host.judge("AllowListener=tcp/22 unit=ssh.socket")
        #expect(results.of(check, subject: "tcp/22 address=wildcard unit=ssh.socket") == .pass)
        #expect(results.populations[check]?.subjects == 1)
        #expect(try host.observe().listeners.map(\.owner.handedTo) == [["ssh.service"]])
    }

    @Test func `a PID 1 that is no service manager is a process like any other`() throws {
        var host = OpenPortsHost()
        host.files["/usr/lib/systemd/system/web.socket"] = "[Socket]\nListenStream=80\n"
        try host.listen(.tcp, "0.0.0.0", 80, groups: ["0::/\n"], exe: "/usr/sbin/nginx", pid: 1)
        #expect(try host.judge().of(check).map(\.subject) == ["tcp/80 address=wildcard exe=/usr/sbin/nginx"])
    }

    @Test func `port and address must both be those of the unit`() throws {
        let files: MemoryTree = [
            "/etc/systemd/system/local.socket":
                "[Socket]\nListenStream=127.0.0.1:631\nListenStream=[::1]:631\nListenStream=/run/cups.sock\n",
            "/etc/systemd/system/link.socket": "[Socket]\nListenDatagram=[fe80::1%eth0]:546\n",
            "/etc/systemd/system/any.socket": "[Socket]\nListenStream = 9090\n",
        ]
        #expect(try unit(files, "127.0.0.1", 631) == "local.socket")
        #expect(try unit(files, "::1", 631) == "local.socket")
        #expect(try unit(files, "0.0.0.0", 631) == "init.scope")
        #expect(try unit(files, "127.0.0.1", 631, .udp) == "init.scope")
        #expect(try unit(files, "fe80::1", 546, .udp) == "link.socket")
        #expect(try unit(files, "::", 9090) == "any.socket")
        #expect(try unit(files, "10.0.0.1", 9090) == "init.scope")
    }

    @Test func `drop-ins add, an empty value takes back, and a higher place hides a lower one`() throws {
        let files: MemoryTree = [
            "/usr/lib/systemd/system/ssh.socket": "[Socket]\nListenStream=22\n",
            "/run/systemd/generator/ssh.socket.d/addresses.conf": "[Socket]\nListenStream=\nListenStream=0.0.0.0:2222\n",
            "/etc/systemd/system/old.socket": .link("/dev/null"),
            "/dev/null": .failing(.notRegular("/dev/null", .device)),
            "/usr/lib/systemd/system/old.socket": "[Socket]\nListenStream=79\n",
            "/etc/systemd/system/moved.socket": "[Socket]\nListenStream=8080\n",
            "/usr/lib/systemd/system/moved.socket": "[Socket]\nListenStream=80\n",
        ]
        #expect(try unit(files, "::", 22) == "init.scope")
        #expect(try unit(files, "0.0.0.0", 2222) == "ssh.socket")
        #expect(try unit(files, "::", 79) == "init.scope")
        #expect(try unit(files, "::", 8080) == "moved.socket")
        #expect(try unit(files, "::", 80) == "init.scope")
    }

    @Test func `of several units that claim a port nobody knows which one holds it`() throws {
        var host = OpenPortsHost()
        host.files["/usr/lib/systemd/system/a.socket"] = "[Socket]\nListenStream=80\n"
        host.files["/usr/lib/systemd/system/b.socket"] = "[Socket]\nListenStream=80\n"
        try host.listen(.tcp, "::", 80, groups: ["0::/init.scope\n"], exe: "/usr/lib/systemd/systemd", pid: 1, isV6Only: true)
        #expect(try host.judge("AllowListener=tcp/80 unit=a.socket").of(check).map(\.verdict) == [.inconclusive(.sourceConflict)])
        #expect(try host.judge("AllowListener=tcp/80").of(check).map(\.verdict) == [.pass])
    }

    @Test func `a unit file that cannot be read leaves the owner open`() throws {
        var host = OpenPortsHost()
        host.files["/etc/systemd/system/x.socket"] = .denied
        try host.listen(.tcp, "::", 80, groups: ["0::/init.scope\n"], exe: "/usr/lib/systemd/systemd", pid: 1, isV6Only: true)
        #expect(try host.judge("AllowListener=tcp/80 unit=x.socket").of(check).map(\.verdict) == [.inconclusive(.sourceConflict)])
    }

    @Test func `comments, continued lines and other sections are read as systemd reads them`() {
        var unit = SocketUnitFile()
        unit.read(
            Array(
                "[Unit]\nListenStream=1\n[Socket]\r\n# ListenStream=2\n;x\nListenStream=\\\n  3\nSocketProtocol=sctp\nListenStream=%i\nListenStream=0\n"
                    .utf8))
        #expect(unit.listens == [SocketUnitFile.Listen(transport: .sctp, address: nil, port: 3)])
    }
}
