import Controls
import ProbeKit

/// The endpoints that the host's own listeners make: one for each address family that is served.
struct ListenerEndpoints {
    private let listeners: [Listener]
    private let reach: LocalReach

    /// - Parameter listeners: all of the host; those that are not known to speak TLS are left alone.
    init(_ listeners: [Listener]) {
        let streams = listeners.filter { $0.transport == .tcp }
        self.listeners = streams.filter(KnownTLSPorts.expectTLS)
        reach = LocalReach(streams)
    }

    /// Without a name; none twice, since several sockets may wait on one address and port.
    var endpoints: [ServedEndpoint] { listeners.flatMap(endpoints(of:)).merged }

    private func endpoints(of listener: Listener) -> [ServedEndpoint] {
        if listener.owner.kind == .nat { return [published(listener)] }
        return zip(listener.served, listener.targets).map { address, target in endpoint(listener, address, at: target) }
    }

    /// A port of a container is asked where it leads to: rules for what comes from outside do not hold for us.
    private func published(_ listener: Listener) -> ServedEndpoint {
        var endpoint = endpoint(listener, listener.address)
        endpoint.contacts = listener.targets.map { TLSContact($0.address, port: $0.port) }
        if endpoint.contacts.isEmpty {
            var contact = TLSContact(listener.address, port: listener.port)
            contact.failure = Unread("tls port \(listener.port)", .notObservable, "NAT rules lead the port to an unknown place")
            endpoint.contacts = [contact]
        }
        return endpoint
    }

    /// - Parameter target: where the listener is asked.
    private func endpoint(_ listener: Listener, _ address: IPAddress, at target: Contact.Target) -> ServedEndpoint {
        var endpoint = endpoint(listener, address)
        var contact = TLSContact(target.address, port: target.port)
        if let obstacle = reach.obstacle(to: listener, at: target) {
            contact.failure = Unread("tls \(target.text)", .notObservable, "\(obstacle); declare it with Endpoint=")
        }
        endpoint.contacts = [contact]
        return endpoint
    }

    private func endpoint(_ listener: Listener, _ address: IPAddress) -> ServedEndpoint {
        var endpoint = ServedEndpoint()
        endpoint.host = HostOrAddress.address(address).description
        endpoint.owner = listener.owner
        endpoint.port = listener.port
        endpoint.startTLS = KnownTLSPorts.startTLS[listener.port]
        return endpoint
    }
}
