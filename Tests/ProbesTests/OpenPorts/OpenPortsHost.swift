import Controls
import HostFixtures
import ProbeKit
import Synchronization
import Testing

@testable import Probes

/// A host for one test: sockets, the processes that hold them, and a few files.
struct OpenPortsHost {
    var inventory = ListenerInventory()
    var processes: [SocketHolders.Process] = []
    var holdings: [SocketHolders.Holding] = []
    var isWalkComplete = true
    var files: MemoryTree = ["/proc/sys/net/ipv4/ip_local_port_range": "32768\t60999\n", "/proc/sys/net/ipv6/bindv6only": "0\n"]
    /// What the second look finds; nil for the same again.
    var later: ListenerInventory?
    var isFileTreeOnly = false
    /// What NAT rules publish, or why they cannot be read.
    var published: Result<PublishedPorts, ProbeFailure> = .success(PublishedPorts())
    var networks = ForeignNetworks()
    /// What services say; nil where nobody can be asked.
    var dialer: (any Dialer)?

    /// A socket held by one process of a unit.
    mutating func listen(
        _ transport: Transport, _ address: String, _ port: UInt16, unit: String? = nil, exe: String? = "/usr/bin/prog", uid: UInt32 = 0,
        pid: Int32 = 100, isV6Only: Bool? = nil, interface: UInt32 = 0
    ) throws {
        try listen(
            transport, address, port, groups: ["0::/system.slice/\(unit ?? "a.service")\n"], exe: exe, uid: uid, pid: pid,
            isV6Only: isV6Only, interface: interface)
    }

    /// A socket held by one process for each control group; by none for none.
    mutating func listen(
        _ transport: Transport, _ address: String, _ port: UInt16, groups: [String], exe: String? = "/usr/bin/prog", uid: UInt32 = 0,
        pid: Int32 = 100, isV6Only: Bool? = nil, interface: UInt32 = 0
    ) throws {
        let inode = UInt64(inventory.sockets.count + 1)
        inventory.sockets.append(
            ListeningSocket(
                transport: transport, address: try #require(IPAddress(address)), port: port, inode: inode, isV6Only: isV6Only,
                interface: interface))
        for (offset, group) in groups.enumerated() {
            processes.append(
                SocketHolders.Process(pid: pid + Int32(offset), uid: uid, executable: exe, controlGroups: Array(group.utf8)))
            holdings.append(SocketHolders.Holding(inode: inode, process: processes.count - 1))
        }
    }

    var host: Host {
        let table = Sockets(looks: [inventory, later ?? inventory], published: published)
        return Host(
            files: files, sockets: isFileTreeOnly ? nil : table,
            processes: isFileTreeOnly
                ? nil : Processes(processes: processes, holdings: holdings, isComplete: isWalkComplete, networks: networks),
            dialer: dialer, now: Moment(seconds: 1_700_000_000), sha256: { _ in [] })
    }

    func observe(_ settings: [String] = [], after previous: OpenPorts? = nil) throws -> OpenPorts {
        try probe(settings).observe(host, after: previous)
    }

    /// Looks, keeps the evidence, reads it back, and judges: kept evidence must come out like fresh evidence.
    func judge(_ settings: String..., after previous: OpenPorts? = nil, baseline: OpenPorts? = nil) throws -> Results {
        let evidence = try observe(settings, after: previous)
        let kept = try OpenPorts(canonicalJSON: evidence.canonicalJSON())
        #expect(kept == evidence)
        return try Self.judge(kept, settings, baseline: baseline)
    }

    static func judge(_ evidence: OpenPorts, _ settings: [String] = [], baseline: OpenPorts? = nil) throws -> Results {
        var results = Results()
        let approved = baseline.map { Baseline(approvedBy: "alice", approvedAt: Moment(seconds: 0), state: $0) }
        try Self().probe(settings).judge(evidence, against: approved, into: &results)
        return results
    }

    func probe(_ lines: [String]) throws -> OpenPortsProbe {
        var settings = Settings(
            try lines.enumerated().map { index, line in
                let equals = try #require(line.firstIndex(of: "="))
                return Assignment(
                    key: String(line[..<equals]), value: String(line[line.index(after: equals)...]),
                    place: Place(file: "/etc/soc2d/controls.d/ports.control", line: index + 1))
            })
        let probe = OpenPortsProbe(settings: &settings)
        #expect(settings.problems.isEmpty)
        return probe
    }
}

/// A table that shows one inventory after the other, the last one for ever.
private final class Sockets: SocketTable {
    private let looks: Mutex<[ListenerInventory]>

    private let published: Result<PublishedPorts, ProbeFailure>

    init(looks: [ListenerInventory], published: Result<PublishedPorts, ProbeFailure>) {
        self.looks = Mutex(looks)
        self.published = published
    }

    func publishedPorts() throws(ProbeFailure) -> PublishedPorts { try published.get() }

    func listeners() throws(ProbeFailure) -> ListenerInventory {
        looks.withLock { looks in looks.count > 1 ? looks.removeFirst() : looks[0] }
    }
}

private struct Processes: ProcessTable {
    let processes: [SocketHolders.Process]
    let holdings: [SocketHolders.Holding]
    let isComplete: Bool
    let networks: ForeignNetworks

    func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks { networks }

    func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders {
        SocketHolders(processes: processes, holdings: holdings.filter { inodes.contains($0.inode) }, isComplete: isComplete)
    }
}
