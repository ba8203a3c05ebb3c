import Controls
import ProbeKit

/// The endpoints that the host's own listeners make: one for each address family that is served.
struct ListenerEndpoints {
    private let listeners: [Listener]
    /// Ports of loopback addresses that somebody is bound to, so that a wildcard cannot be reached there.
    private let taken: Set<Place>

    private struct Place: Hashable {
        let address: IPAddress
        let port: UInt16
    }

    /// - Parameter listeners: all of the host; those that are not known to speak TLS are left alone.
    init(_ listeners: [Listener]) {
        let streams = listeners.filter { $0.transport == .tcp }
        self.listeners = streams.filter(KnownTLSPorts.expectTLS)
        taken = Set(streams.map { Place(address: $0.address, port: $0.port) })
    }

    /// Without a name; none twice.
    var endpoints: [ServedEndpoint] {
        var seen: Set<String> = []
        return listeners.flatMap(endpoints(of:)).filter { seen.insert($0.subject).inserted }
    }

    private func endpoints(of listener: Listener) -> [ServedEndpoint] {
        if listener.owner.kind == .nat { return [published(listener)] }
        return zip(listener.served, listener.targets).map { address, target in endpoint(listener, address, at: target.address) }
    }

    /// A port of a container is asked where it leads to: rules for what comes from outside do not hold for us.
    private func published(_ listener: Listener) -> ServedEndpoint {
        var endpoint = endpoint(listener, listener.address, at: listener.address)
        endpoint.contacts = listener.targets.map { TLSContact($0.address, port: $0.port) }
        if endpoint.contacts.isEmpty {
            var contact = TLSContact(listener.address, port: listener.port)
            contact.failure = Unread("tls port \(listener.port)", .notObservable, "NAT rules lead the port to an unknown place")
            endpoint.contacts = [contact]
        }
        return endpoint
    }

    /// - Parameter reached: where the listener is asked.
    private func endpoint(_ listener: Listener, _ address: IPAddress, at reached: IPAddress) -> ServedEndpoint {
        var endpoint = ServedEndpoint()
        endpoint.host = HostOrAddress.address(address).description
        endpoint.owner = listener.owner
        endpoint.port = listener.port
        endpoint.startTLS = KnownTLSPorts.startTLS[listener.port]
        var contact = TLSContact(reached, port: listener.port)
        if address != reached, taken.contains(Place(address: reached, port: listener.port)) {
            let text = "another listener is bound to \(reached), so this one cannot be reached over loopback; declare it with Endpoint="
            contact.failure = Unread("tls \(HostOrAddress.address(reached)):\(listener.port)", .notObservable, text)
        }
        endpoint.contacts = [contact]
        return endpoint
    }
}
