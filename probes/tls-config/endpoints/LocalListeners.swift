import Controls
import ProbeKit

/// The TCP listeners of this host, by the addresses at which they can be reached from here.
struct LocalListeners {
    private let listeners: [Listener]
    /// Addresses that are known to be the host's own, because somebody is bound to them.
    private let own: Set<IPAddress>

    init(_ listeners: [Listener]) {
        self.listeners = listeners.filter { $0.transport == .tcp }
        own = Set(self.listeners.filter { $0.owner.kind != .nat }.map(\.address))
    }

    /// Whether somebody who connects to an address meets a listener: it is bound there, or is a wildcard and the address is one of
    /// this host.
    func reaches(_ listener: Listener, _ address: IPAddress) -> Bool {
        if listener.served.contains(address) { return true }
        let isOwn = AddressClass(address) == .loopback || own.contains(address)
        return isOwn && listener.served.contains(address.isV6 ? .wildcardV6 : .wildcardV4)
    }

    /// Who holds the listeners that answer at the addresses of an endpoint; nobody where that is a host elsewhere. A listener that is
    /// bound to the address answers before a wildcard.
    func owners(of endpoint: ServedEndpoint) -> [ListenerOwner] {
        endpoint.contacts.flatMap { contact in
            let reached = listeners.filter { listener in
                listener.port == contact.port && listener.owner.kind != .nat && !listener.isBoundToInterface
                    && reaches(listener, contact.address)
            }
            let bound = reached.filter { $0.address == contact.address }
            return (bound.isEmpty ? reached : bound).map(\.owner)
        }
    }

    // MARK: Gaps

    /// Listeners of which nobody can say whether a server that speaks TLS holds them: one gap for each port, until `Endpoint=` says
    /// what is there.
    func gaps(declared: [TLSEndpoint]) -> [Unread] {
        let unowned = listeners.filter { listener in
            listener.isUnowned && KnownTLSPorts.mayCarryTLS(listener.port) && !KnownTLSPorts.expectTLS(of: listener)
                && !declared.contains { says($0, listener) }
        }
        let byPort = Dictionary(grouping: unowned, by: \.port).sorted { $0.key < $1.key }
        return byPort.map { port, listeners in Self.gap(port, listeners) }
    }

    private func says(_ endpoint: TLSEndpoint, _ listener: Listener) -> Bool {
        let addresses: [IPAddress] =
            switch endpoint.host {
            case .address(let address): [address]
            case .name(let name): name.description == "localhost" ? [.v4(0x7F00_0001), .v6(1)] : []
            }
        return addresses.contains { address in
            endpoint.port == listener.port && reaches(listener, address)
                || listener.targets.contains { $0.address == address && $0.port == endpoint.port }
        }
    }

    private static func gap(_ port: UInt16, _ listeners: [Listener]) -> Unread {
        let places = Set(listeners.compactMap { $0.targets.first?.text }).sorted().prefix(namedPlaces)
        let named = places.isEmpty ? "Endpoint=" : places.map { "Endpoint=\($0)" }.joined(separator: ", ")
        let text =
            "nobody can be seen to hold port \(port), so it is not known whether TLS is spoken there; declare it with \(named), or let the "
            + "holder be seen: root, or CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH, show all but holders in another PID namespace"
        return Unread("listener tcp/\(port)", .permissionDenied, text)
    }

    private static let namedPlaces = 4
}

extension Listener {
    /// Whether somebody holds it who cannot be seen.
    fileprivate var isUnowned: Bool {
        switch owner.kind {
        case .kernel: false
        case .nat, .process, .socketUnit, .unknown: owner.unit == nil && owner.executable == nil
        }
    }
}
