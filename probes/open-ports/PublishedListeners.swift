import Controls
import ProbeKit

/// Ports that NAT rules publish, as listeners: no socket waits there, and strangers get in all the same.
struct PublishedListeners {
    let sockets: any SocketTable
    let files: any FileTree
    /// Everybody who holds a socket.
    let owners: [ListenerOwner]

    func add(to evidence: inout OpenPorts) {
        var published = PublishedPorts()
        do throws(ProbeFailure) {
            published = try sockets.publishedPorts()
            evidence.natFailure = published.unread
        } catch { evidence.natFailure = Unread(OpenPorts.nat, error.reason, error.text) }
        evidence.usesNat = published.isInUse || owners.contains(where: ListenerText.isPublisher) || hasBridge()
        if published.ports.isEmpty { return }
        let held = Set(evidence.listeners.lazy.filter { ListenerText.isPublisher($0.owner) }.flatMap(Self.places))
        let listeners = published.ports.filter { held.isDisjoint(with: Self.places($0)) }.map(Self.listener)
        evidence.listeners = (evidence.listeners + Set(listeners)).sorted { $0.comes(before: $1) }
    }

    /// One address and port that somebody serves.
    private struct Place: Hashable {
        let transport: Transport
        let address: IPAddress
        let port: UInt16
    }

    private static func places(_ listener: Listener) -> [Place] {
        listener.served.map { Place(transport: listener.transport, address: $0, port: listener.port) }
    }

    /// Where the runtime would hold a port that rules publish too: at the address of the rule, or at all of its family. Whatever
    /// another program holds there does not hear of what is led elsewhere.
    private static func places(_ published: PublishedPort) -> [Place] {
        [published.address, published.address.isV6 ? .wildcardV6 : .wildcardV4].map {
            Place(transport: published.transport, address: $0, port: published.port)
        }
    }

    private static func listener(_ published: PublishedPort) -> Listener {
        var listener = Listener()
        listener.transport = published.transport
        listener.address = published.address
        listener.addressClass = AddressClass(published.address)
        listener.port = published.port
        listener.owner = ListenerOwner(.nat)
        listener.leadsTo = [Listener.Destination(address: published.destination, port: published.destinationPort ?? published.port)]
        return listener
    }

    /// Whether a container runtime shows itself by a bridge. proc_pid_net(5): after two lines of heading, each line begins with a name and a colon.
    private func hasBridge() -> Bool {
        guard let file = try? files.contents(of: "/proc/self/net/dev") else { return false }
        return ByteLines(file.bytes).contains { line in
            let name = line.line.prefix { $0 != UInt8(ascii: ":") }.trimmed
            return Self.bridges.contains { name.starts(with: $0.utf8) }
        }
    }

    private static let bridges = ["docker0", "docker_gwbridge", "cni", "podman", "nerdctl"]
}

extension Listener {
    /// Whether it comes before another: by port, protocol and address, then published ports by where they lead.
    fileprivate func comes(before second: Listener) -> Bool {
        if port != second.port { return port < second.port }
        if transport != second.transport { return transport.rawValue < second.transport.rawValue }
        if address != second.address { return address < second.address }
        if owner.kind != second.owner.kind { return second.owner.kind == .nat }
        guard let mine = leadsTo.first, let theirs = second.leadsTo.first else { return false }
        let (address, other) = (mine.address ?? .wildcardV4, theirs.address ?? .wildcardV4)
        return address == other ? mine.port < theirs.port : address < other
    }
}
