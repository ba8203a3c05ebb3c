import Controls
import ProbeKit

/// One look at the host: sockets, then their holders, then the few files that explain them.
struct ListenerSurvey {
    let host: Host
    let sockets: any SocketTable
    let processes: any ProcessTable

    /// - Parameter withNetworks: whether to tell of other network namespaces. If not, they are looked at only where NAT rules cannot
    ///   be read, and a container would be the only sign that these matter.
    func evidence(withNetworks: Bool) throws(ProbeFailure) -> OpenPorts {
        var inventory = try sockets.listeners()
        var evidence = OpenPorts()
        var holders = SocketHolders(isComplete: false)
        // Without holders the listeners themselves are still known.
        do throws(ProbeFailure) { holders = try self.holders(of: &inventory) } catch {
            evidence.walkFailure = Unread("processes", error.reason, error.text)
        }
        evidence.fallbacks = inventory.fallbacks
        evidence.gaps = inventory.gaps
        evidence.isNamespaceVerified = inventory.isNamespaceVerified
        evidence.isWalkComplete = holders.isComplete
        evidence.clientPorts = clientPorts()
        let owners = SocketOwners(holders, of: inventory.sockets, files: host.files)
        evidence.listeners = listeners(among: inventory.sockets, owners: owners)
        PublishedListeners(sockets: sockets, files: host.files, owners: owners.all).add(to: &evidence)
        if withNetworks || evidence.natFailure != nil && !evidence.usesNat {
            let networks = otherNetworks()
            evidence.usesNat = evidence.usesNat || networks.all.contains(where: \.isOfContainer)
            if withNetworks { (evidence.networks, evidence.areNetworksComplete) = networks }
        }
        return evidence
    }

    /// The processes that hold the sockets. A socket without holder may have been closed, or handed to a process that was
    /// looked at already: what is not there any more is left out, and what is still there is looked for once more, and belongs to the
    /// kernel only if nobody has it then either.
    private func holders(of inventory: inout ListenerInventory) throws(ProbeFailure) -> SocketHolders {
        let all = Set(inventory.sockets.map { $0.inode })
        let first = try processes.holders(of: all)
        let missing = all.subtracting(first.holdings.lazy.map { $0.inode })
        guard !missing.isEmpty else { return first }
        let now = Set(try sockets.listeners().sockets.map(\.inode))
        inventory.sockets.removeAll { missing.contains($0.inode) && !now.contains($0.inode) }
        guard first.isComplete else { return first }
        return first.adding(try processes.holders(of: missing.intersection(now)))
    }

    /// Nothing there is a listener of the host, so nothing here can fail.
    private func otherNetworks() -> (all: [OtherNetwork], isComplete: Bool) {
        guard let found = try? processes.foreignNetworks() else { return ([], false) }
        return (found.networks.map { OtherNetwork($0) }.sorted { ($0.name, $0.count) < ($1.name, $1.count) }, found.isComplete)
    }

    private func listeners(among sockets: [ListeningSocket], owners: SocketOwners) -> [Listener] {
        let servesIPv4 = wildcardServesIPv4()
        var rows: [Row] = []
        rows.reserveCapacity(sockets.count)
        for socket in sockets {
            let isDual = socket.transport != .raw && socket.address == .wildcardV6 && (socket.isV6Only.map(!) ?? servesIPv4)
            let addressClass = socket.interface == Self.loopbackInterface ? .loopback : AddressClass(socket.address)
            owners.forEachOwner(of: socket) { owner in
                rows.append(
                    Row(
                        transport: socket.transport, port: socket.port, address: socket.address, addressClass: addressClass, owner: owner,
                        servesIPv4: isDual, isBoundToInterface: socket.interface > Self.loopbackInterface))
            }
        }
        rows.sort()
        var listeners: [Listener] = []
        listeners.reserveCapacity(rows.count)
        var last: Row?
        for row in rows {
            if row == last { listeners[listeners.count - 1].sockets += 1 } else { listeners.append(row.listener(owners)) }
            last = row
        }
        return listeners
    }

    /// LOOPBACK_IFINDEX of the kernel: `lo` has this index in every namespace.
    private static let loopbackInterface: UInt32 = 1

    /// What holds for a socket about which the kernel says nothing; where that is unknown too, the wider.
    private func wildcardServesIPv4() -> Bool {
        guard let file = try? host.files.contents(of: "/proc/sys/net/ipv6/bindv6only") else { return true }
        return file.bytes.first != UInt8(ascii: "1")
    }

    /// ip(7): two numbers. nil where they cannot be read, so that every port may be a client's.
    private func clientPorts() -> ClosedRange<UInt16>? {
        guard let file = try? host.files.contents(of: "/proc/sys/net/ipv4/ip_local_port_range") else { return nil }
        let line = file.bytes.prefix { $0 != UInt8(ascii: "\n") }
        let ends = line.split { $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: " ") }.map { $0.decimal.flatMap(UInt16.init(exactly:)) }
        guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
        return first...last
    }
}

/// A listener with its owner as a number, since there may be many thousands of them to sort.
private struct Row: Hashable, Comparable {
    let transport: Transport
    let port: UInt16
    let address: IPAddress
    let addressClass: AddressClass
    let owner: Int
    let servesIPv4: Bool
    let isBoundToInterface: Bool

    static func < (first: Row, second: Row) -> Bool {
        if first.port != second.port { return first.port < second.port }
        if first.transport != second.transport { return first.transport.rawValue < second.transport.rawValue }
        if first.address != second.address { return first.address < second.address }
        if first.owner != second.owner { return first.owner < second.owner }
        if first.addressClass != second.addressClass { return first.addressClass < second.addressClass }
        if first.servesIPv4 != second.servesIPv4 { return second.servesIPv4 }
        return !first.isBoundToInterface && second.isBoundToInterface
    }

    func listener(_ owners: SocketOwners) -> Listener {
        var listener = Listener(
            Listener.Identity(
                transport: transport, address: address, addressClass: addressClass, port: port, owner: owners[owner],
                servesIPv4: servesIPv4))
        listener.isBoundToInterface = isBoundToInterface
        return listener
    }
}
