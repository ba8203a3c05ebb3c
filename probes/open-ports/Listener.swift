import Controls
import ProbeKit

/// The sockets of one owner that wait on one address and port. No process number: a restart changes nothing here.
struct Listener: RecordedObject, Hashable, Sendable {
    var transport = Transport.tcp
    var address = IPAddress.wildcardV4
    /// How far the address reaches; a socket that is bound to the loopback interface reaches no further than that.
    var addressClass = AddressClass.wildcard
    /// The port; the protocol number for raw sockets.
    var port: UInt16 = 0
    var owner = ListenerOwner()
    /// Whether an IPv6 wildcard also serves IPv4.
    var servesIPv4 = false
    /// Whether the sockets are bound to an interface other than loopback. This host reaches itself over loopback, so not them.
    var isBoundToInterface = false
    /// How many sockets there are; more than one with SO_REUSEPORT, or on several interfaces.
    var sockets = 1
    /// In how many looks in a row it was there; kept only for UDP ports that the kernel gives to clients.
    var sightings: Int?
    /// Where a published port leads to; empty for sockets. (An array, since of many thousands nearly none leads anywhere.)
    var leadsTo: [Destination] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("address", &address)
        try form.word("class", &addressClass)
        var isBound = isBoundToInterface ? true : nil
        try form.field("interface", &isBound)
        isBoundToInterface = isBound ?? false
        var destinations = leadsTo.isEmpty ? nil : leadsTo
        try form.field("leads_to", &destinations)
        leadsTo = destinations ?? []
        try form.field("owner", &owner)
        try form.field("port", &port)
        try form.field("serves_ipv4", &servesIPv4)
        try form.field("sightings", &sightings)
        try form.field("sockets", &sockets)
        try form.word("transport", &transport)
    }

    /// Where NAT rules lead a port.
    struct Destination: RecordedObject, Hashable, Sendable {
        /// nil for this host itself, and where it is unknown.
        var address: IPAddress?
        var port: UInt16 = 0

        init() {}

        init(address: IPAddress?, port: UInt16) {
            self.address = address
            self.port = port
        }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("address", &address)
            try form.field("port", &port)
        }
    }

    /// What makes it the same listener at the next look.
    struct Identity: Hashable {
        let transport: Transport
        let address: IPAddress
        let addressClass: AddressClass
        let port: UInt16
        let owner: ListenerOwner
        let servesIPv4: Bool
    }

    init(_ identity: Identity) {
        transport = identity.transport
        address = identity.address
        addressClass = identity.addressClass
        port = identity.port
        owner = identity.owner
        servesIPv4 = identity.servesIPv4
    }

    var identity: Identity {
        var owner = owner
        // It comes and goes with the service, and the unit stays.
        owner.handedTo = nil
        return Identity(
            transport: transport, address: address, addressClass: addressClass, port: port, owner: owner, servesIPv4: servesIPv4)
    }

    /// Protocol, port, class and owner in the form that `AllowListener=` takes.
    var subject: String { subject(of: "\(transport.rawValue)/\(port)") }

    /// The same for other ports of the same owner.
    func subject(of ports: String) -> String {
        let place = "\(ports) address=\(addressClass.rawValue)"
        return owner.phrase.isEmpty ? place : "\(place) \(owner.phrase)"
    }

    /// Every address that is served, so that an entry must allow both families of a dual-stack socket.
    var served: [IPAddress] { servesIPv4 ? [address, .wildcardV4] : [address] }

    var isDatagram: Bool { transport == .udp || transport == .udplite }

    /// The address as people write it: `[::] and IPv4`, `127.0.0.1`, `0.0.0.0 of some interfaces`.
    var place: String {
        let text = (address.isV6 ? "[\(address)]" : "\(address)") + (servesIPv4 ? " and IPv4" : "")
        return isBoundToInterface ? "\(text) of some interfaces" : text
    }
}
