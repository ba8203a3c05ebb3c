/// The kernel's table of sockets that wait for strangers.
package protocol SocketTable: Sendable {
    /// Every listening stream socket and every unconnected datagram and raw socket of the host's own network namespace.
    func listeners() throws(ProbeFailure) -> [ListeningSocket]
}

/// One socket that waits for strangers, as sock_diag(7) tells it.
package struct ListeningSocket: Hashable, Sendable {
    package enum Transport: String, CaseIterable, Hashable, Sendable {
        case tcp, udp, udplite, sctp, raw
    }

    package var transport: Transport
    /// 4 bytes for IPv4, 16 for IPv6, in network order.
    package var address: [UInt8]
    /// The port; the protocol number for raw sockets.
    package var port: UInt16
    package var inode: UInt64
    package var uid: UInt32
    /// Whether an IPv6 socket refuses IPv4; nil where the kernel does not say.
    package var isV6Only: Bool?
    /// The interface that the socket is bound to; 0 for none.
    package var interface: UInt32

    package init(
        transport: Transport, address: [UInt8], port: UInt16, inode: UInt64 = 0, uid: UInt32 = 0, isV6Only: Bool? = nil,
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
}

/// Who holds which socket.
package struct SocketHolders: Sendable {
    package struct Process: Hashable, Sendable {
        package var pid: Int32
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

    package var byInode: [UInt64: [Process]]
    /// Whether every process's descriptors could be listed. If not, a socket without holder may still have one.
    package var isComplete: Bool

    package init(byInode: [UInt64: [Process]], isComplete: Bool) {
        self.byInode = byInode
        self.isComplete = isComplete
    }
}
