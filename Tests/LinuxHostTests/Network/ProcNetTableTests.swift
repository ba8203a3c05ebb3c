import Controls
import ProbeKit
import Testing

@testable import LinuxHost

/// The samples are those of a little-endian host.
@Suite struct ProcNetTableTests {
    private static let head =
        "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"

    @Test func `waiting sockets are read, others are left out`() throws {
        let text =
            Self.head
            + "    1: 0100007F:0001 00000000:0000 07 00000000:00000000 00:00000000 00000000    33        0 43630 2 0000000000000000 0\n"
            + "  255: 00000000:00FF 0100007F:0000 01 00000000:00000000 00:00000000 00000000     0        0 43631 2 0000000000000000 0\n"
        let sockets = try ProcNetTable.sockets(in: Array(text.utf8), of: SocketFamily(transport: .raw, isV6: false))
        #expect(sockets == [ListeningSocket(transport: .raw, address: .v4(0x7F00_0001), port: 1, inode: 43630, uid: 33)])
    }

    @Test func `IPv6 addresses stand in words of the host's order`() throws {
        let text =
            Self.head
            + "   0: 000080FE00000000FF005450FE563412:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 5 1 x\n"
        let sockets = try ProcNetTable.sockets(in: Array(text.utf8), of: SocketFamily(transport: .tcp, isV6: true))
        #expect(sockets.map(\.address.description) == ["fe80::5054:ff:1234:56fe"])
        #expect(sockets.map(\.port) == [8080])
    }

    @Test(arguments: [
        "x", "  1: 0100007F 0 07 0 0 0 0 0 1", "   1: 0100007G:0001 00000000:0000 07 0:0 00:0 0 0 0 1 2",
        "   1: 00:0001 0:0 07 0:0 0:0 0 0 0 1",
    ])
    func `a line that cannot be read is a parse error`(line: String) {
        #expect(throws: ProbeFailure.self) {
            try ProcNetTable.sockets(in: Array((Self.head + line + "\n").utf8), of: SocketFamily(transport: .udp, isV6: false))
        }
    }

    @Test func `a host without IPv6 has only families of IPv4, and what is unknown leaves nothing out`() {
        let names = KernelSockets.families(among: ["TCP", "UDP", "RAW", "UNIX"]).map(\.name)
        #expect(names == ["tcp/ipv4", "udp/ipv4", "raw/ipv4"])
        #expect(KernelSockets.families(among: nil).count == 10)
        #expect(KernelSockets.families(among: []).isEmpty)
    }

    @Test func `registered protocols are the first words`() {
        let text =
            "protocol  size sockets  memory press maxhdr  slab module     cl co di\nUDP-Lite  1344      0       0   NI       0   yes  kernel\nTCPv6     2432      0\n"
        #expect(ProcNetTable.protocols(in: Array(text.utf8)) == ["UDP-Lite", "TCPv6"])
    }
}
