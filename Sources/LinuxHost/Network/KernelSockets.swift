import Controls
package import ProbeKit

/// The kernel's own table of sockets, asked through sock_diag(7), one protocol after the other.
///
/// A protocol that does not stand in `/proc/net/protocols` has no socket: the kernel registers it there before the first
/// one can exist. Such a protocol is not asked for, since the question alone would load its module. A registered one
/// that sock_diag does not know is read from its table in `/proc/net`, and is a gap where it has none.
package struct KernelSockets: SocketTable {
    package init() {}

    package func listeners() throws(ProbeFailure) -> ListenerInventory {
        var inventory = ListenerInventory()
        inventory.isNamespaceVerified = try NetworkNamespace.isThatOfFirstProcess()
        var socket = try NetlinkSocket(.sockets)
        var sequence: UInt32 = 0
        for family in Self.families(among: Self.registeredProtocols()) {
            do throws(ProbeFailure) {
                try Self.list(family, from: &socket, sequence: &sequence, into: &inventory)
            } catch {
                inventory.gaps.append(Unread(family.name, error.reason, error.text))
                // What is left of an answer must not be taken for the next one.
                socket = try NetlinkSocket(.sockets)
            }
        }
        return inventory
    }

    package func publishedPorts() throws(ProbeFailure) -> PublishedPorts { try NatRules.publishedPorts() }

    /// The families that can have sockets; all where it is unknown what the kernel has.
    static func families(among registered: Set<String>?) -> [SocketFamily] {
        SocketFamily.all.filter { registered?.contains($0.registeredName) ?? true }
    }

    private static func list(
        _ family: SocketFamily, from socket: inout NetlinkSocket, sequence: inout UInt32, into inventory: inout ListenerInventory
    ) throws(ProbeFailure) {
        for _ in 1...3 {
            sequence += 1
            var reader = DiagnosticReader(family, sequence: sequence)
            try socket.request(family, sequence: sequence)
            switch try socket.hear(&reader) {
            case .refused(let error):
                try fallBack(for: family, error: error, into: &inventory)
                return
            case .end, .more:
                if reader.wasInterrupted { continue }
                inventory.sockets += reader.sockets
                return
            }
        }
        throw ProbeFailure(.changedDuringRead, "the table of \(family.name) changed while it was read, three times over")
    }

    private static func fallBack(
        for family: SocketFamily, error: Int32, into inventory: inout ListenerInventory
    ) throws(ProbeFailure) {
        guard let table = family.procTable, let bytes = try? KernelFile.contents(of: table) else {
            throw ProbeFailure(
                .populationIncomplete, "neither sock_diag (error \(error)) nor a table in /proc/net lists \(family.name)")
        }
        inventory.sockets += try ProcNetTable.sockets(in: bytes, of: family)
        inventory.fallbacks.append(table)
    }

    /// nil where the kernel does not say; a kernel without any protocol would not say it to anybody.
    private static func registeredProtocols() -> Set<String>? {
        guard let bytes = try? KernelFile.contents(of: "/proc/self/net/protocols") else { return nil }
        let protocols = ProcNetTable.protocols(in: bytes)
        return protocols.isEmpty ? nil : protocols
    }
}
