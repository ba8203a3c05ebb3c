import Controls
import ProbeKit

/// One address that was asked what it speaks, and what came of it.
struct Contact: RecordedObject, Hashable, Sendable {
    var transport = Transport.tcp
    var address = IPAddress.wildcardV4
    var port: UInt16 = 0
    /// Why nothing is known.
    var failure: Unread?
    var greeting: Greeting?

    init() {}

    init(_ target: Target) {
        transport = target.transport
        address = target.address
        port = target.port
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.field("failure", &failure)
        try form.field("greeting", &greeting)
        try form.field("port", &port)
        try form.word("transport", &transport)
    }

    var target: Target { Target(transport: transport, address: address, port: port) }

    /// Where a connection goes.
    struct Target: Hashable, Sendable {
        let transport: Transport
        let address: IPAddress
        let port: UInt16

        /// `127.0.0.1:21`, `[::1]:21`.
        var text: String { address.isV6 ? "[\(address)]:\(port)" : "\(address):\(port)" }
    }
}

extension Listener {
    /// Where it can be reached from this host: a wildcard at the loopback address of each family that it serves, a published
    /// port at the place that it leads to; nowhere where that is unknown.
    var targets: [Contact.Target] {
        if owner.kind == .nat {
            return leadsTo.compactMap { place in
                place.address.map { Contact.Target(transport: transport, address: $0, port: place.port) }
            }
        }
        return served.map { address in
            let place: IPAddress
            switch address {
            case .wildcardV4: place = .v4(0x7F00_0001)
            case .wildcardV6: place = .v6(1)
            case .v4, .v6: place = address
            }
            return Contact.Target(transport: transport, address: place, port: port)
        }
    }
}
