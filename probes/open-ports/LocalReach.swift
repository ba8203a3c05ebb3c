import Controls

/// Which listeners of this host answer when it connects to itself. All that goes on over loopback, and of several sockets that fit
/// the kernel takes the one that fits most closely (inet_lookup_listener() and udp4_lib_lookup()).
struct LocalReach {
    private var closest: [Contact.Target: Int] = [:]

    /// - Parameter listeners: all of the host.
    init(_ listeners: [Listener]) {
        for listener in listeners where Self.isSocketWithinReach(listener) {
            let closeness = Self.closeness(listener)
            for target in listener.targets { closest[target] = max(closest[target] ?? closeness, closeness) }
        }
    }

    /// Why a listener cannot be asked at one of its targets; nil where it is the one that answers.
    func obstacle(to listener: Listener, at target: Contact.Target) -> String? {
        if listener.owner.kind == .nat { return nil }
        if listener.isBoundToInterface { return "it is bound to an interface, so it cannot be reached from this host itself" }
        guard let closest = closest[target], closest > Self.closeness(listener) else { return nil }
        return "another listener is bound to \(target.address) more closely, so this one cannot be reached over loopback"
    }

    private static func isSocketWithinReach(_ listener: Listener) -> Bool {
        listener.owner.kind != .nat && !listener.isBoundToInterface
    }

    /// An address is closer than the loopback interface, that is closer than none, and a socket of the family than one of both.
    private static func closeness(_ listener: Listener) -> Int {
        if AddressClass(listener.address) != .wildcard { return 4 }
        return (listener.addressClass == .loopback ? 2 : 0) + (listener.servesIPv4 ? 0 : 1)
    }
}
