package import Controls

/// The kernel's table of sockets that wait for strangers.
package protocol SocketTable: Sendable {
    /// Every listening stream socket and every unconnected datagram and raw socket of the host's own network namespace.
    /// - Throws: when nothing can be said about any protocol: our own unit hides the namespace, or the kernel refuses us.
    func listeners() throws(ProbeFailure) -> ListenerInventory

    /// The ports that NAT rules lead elsewhere, as container runtimes publish them without a socket.
    /// - Throws: when the rules cannot be read at all.
    func publishedPorts() throws(ProbeFailure) -> PublishedPorts
}

/// The ports that NAT rules of the kernel lead elsewhere.
package struct PublishedPorts: Sendable {
    package var ports: [PublishedPort]
    /// Whether any rule was seen that leads something elsewhere.
    package var isInUse: Bool
    /// What is not understood; nil where everything was.
    package var unread: Unread?

    package init(ports: [PublishedPort] = [], isInUse: Bool = false, unread: Unread? = nil) {
        self.ports = ports
        self.isInUse = isInUse
        self.unread = unread
    }
}

/// One port that a NAT rule leads elsewhere.
package struct PublishedPort: Hashable, Sendable {
    package var transport: Transport
    /// The address that the rule asks for; a wildcard where it asks for none.
    package var address: IPAddress
    package var port: UInt16
    /// Where it leads; nil for this host itself, and where the rule does not say.
    package var destination: IPAddress?
    /// The port there; nil where it is the same.
    package var destinationPort: UInt16?

    package init(
        transport: Transport, address: IPAddress, port: UInt16, destination: IPAddress? = nil, destinationPort: UInt16? = nil
    ) {
        self.transport = transport
        self.address = address
        self.port = port
        self.destination = destination
        self.destinationPort = destinationPort
    }
}

/// The sockets that wait for strangers, and what is not known about them.
package struct ListenerInventory: Sendable {
    package var sockets: [ListeningSocket]
    /// The protocols whose sockets could not be listed, or not to the end; each by a name such as `sctp/ipv6`.
    package var gaps: [Unread]
    /// The files that were read because the kernel has no sock_diag(7) for a protocol.
    package var fallbacks: [String]
    /// Whether the namespace was seen to be the one of PID 1. If not, it could not be compared.
    package var isNamespaceVerified: Bool

    package init(
        sockets: [ListeningSocket] = [], gaps: [Unread] = [], fallbacks: [String] = [], isNamespaceVerified: Bool = true
    ) {
        self.sockets = sockets
        self.gaps = gaps
        self.fallbacks = fallbacks
        self.isNamespaceVerified = isNamespaceVerified
    }
}

/// One socket that waits for strangers, as sock_diag(7) tells it.
package struct ListeningSocket: Hashable, Sendable {
    package var transport: Transport
    package var address: IPAddress
    /// The port; the protocol number for raw sockets.
    package var port: UInt16
    package var inode: UInt64
    package var uid: UInt32
    /// Whether an IPv6 socket refuses IPv4; nil for IPv4, and where the kernel does not say.
    package var isV6Only: Bool?
    /// The index of the interface that the socket is bound to; 0 for none, 1 for loopback.
    package var interface: UInt32

    package init(
        transport: Transport, address: IPAddress, port: UInt16, inode: UInt64 = 0, uid: UInt32 = 0, isV6Only: Bool? = nil,
        interface: UInt32 = 0
    ) {
        self.transport = transport
        self.address = address
        self.port = port
        self.inode = inode
        self.uid = uid
        self.isV6Only = isV6Only
        self.interface = interface
    }
}

/// The running processes of the host.
package protocol ProcessTable: Sendable {
    /// Every process that holds one of the sockets, found in one walk over all processes.
    func holders(of inodes: Set<UInt64>) throws(ProbeFailure) -> SocketHolders

    /// The network namespaces other than ours that processes live in, and what listens there.
    func foreignNetworks() throws(ProbeFailure) -> ForeignNetworks
}

/// The network namespaces of a host other than our own.
package struct ForeignNetworks: Sendable {
    /// By inode.
    package var networks: [ForeignNetwork]
    /// Whether it is known of every process in which namespace it lives, and every namespace was looked at.
    package var isComplete: Bool

    package init(networks: [ForeignNetwork] = [], isComplete: Bool = true) {
        self.networks = networks
        self.isComplete = isComplete
    }
}

/// One network namespace with the first process that lives in it.
package struct ForeignNetwork: Sendable {
    package var inode: UInt64
    package var process: SocketHolders.Process
    package var sockets: [ListeningSocket]
    /// Whether its tables were longer than what was read of them.
    package var isCut: Bool
    /// Why its tables could not be read.
    package var failure: Unread?

    package init(
        inode: UInt64, process: SocketHolders.Process, sockets: [ListeningSocket] = [], isCut: Bool = false, failure: Unread? = nil
    ) {
        self.inode = inode
        self.process = process
        self.sockets = sockets
        self.isCut = isCut
        self.failure = failure
    }
}

/// Who holds which socket.
package struct SocketHolders: Sendable {
    package struct Process: Hashable, Sendable {
        package var pid: Int32
        /// The effective user.
        package var uid: UInt32
        /// Path of the program, escaped; nil where it cannot be read.
        package var executable: String?
        /// The bytes of `/proc/PID/cgroup`; empty where it cannot be read.
        package var controlGroups: [UInt8]

        package init(pid: Int32, uid: UInt32 = 0, executable: String? = nil, controlGroups: [UInt8] = []) {
            self.pid = pid
            self.uid = uid
            self.executable = executable
            self.controlGroups = controlGroups
        }
    }

    /// That a process holds a socket.
    package struct Holding: Hashable, Sendable {
        package var inode: UInt64
        /// The place of the process in ``SocketHolders/processes``.
        package var process: Int

        package init(inode: UInt64, process: Int) {
            self.inode = inode
            self.process = process
        }
    }

    /// The processes that were found to hold at least one of the sockets.
    package let processes: [Process]
    /// Sorted by socket, none twice.
    package let holdings: [Holding]
    /// Whether every process's descriptors could be listed. If not, a socket without holder may still have one.
    package let isComplete: Bool

    /// - Parameter holdings: in any order, none twice.
    package init(processes: [Process] = [], holdings: [Holding] = [], isComplete: Bool = true) {
        self.processes = processes
        self.holdings = holdings.sorted { ($0.inode, $0.process) < ($1.inode, $1.process) }
        self.isComplete = isComplete
    }

    /// The holders of one socket.
    package func holdings(of inode: UInt64) -> ArraySlice<Holding> {
        var (low, high) = (0, holdings.count)
        while low < high {
            let middle = (low + high) / 2
            if holdings[middle].inode < inode { low = middle + 1 } else { high = middle }
        }
        return holdings[low...].prefix { $0.inode == inode }
    }

    /// What several walks found, over different processes or for different sockets.
    package func adding(_ other: SocketHolders) -> SocketHolders {
        SocketHolders(
            processes: processes + other.processes,
            holdings: holdings + other.holdings.map { Holding(inode: $0.inode, process: $0.process + processes.count) },
            isComplete: isComplete && other.isComplete)
    }
}
