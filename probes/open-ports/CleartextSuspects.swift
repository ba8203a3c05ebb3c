import Controls
import ProbeKit

/// Which listeners may speak in the clear: those on a listed port, and those of programs and units that are known to.
struct CleartextSuspects: Sendable {
    let ports: [Settings.Placed<CleartextPort>]
    let includesLoopback: Bool

    /// Whether the check speaks about a listener, in scope or not.
    func contains(_ listener: Listener) -> Bool { entry(for: listener) != nil || known(listener) != nil }

    /// A listener on loopback carries nothing over a network.
    func isInScope(_ listener: Listener) -> Bool { listener.addressClass != .loopback || includesLoopback }

    /// Whether a contact decides: not where the program decides already.
    func isToBeAsked(_ listener: Listener) -> Bool {
        isInScope(listener) && contains(listener) && !(known(listener)?.isAlwaysClear ?? false)
    }

    /// The protocol that holds for a listener whatever its port.
    func known(_ listener: Listener) -> CleartextProtocol? {
        guard let known = CleartextProtocol.known(of: listener.owner), known.transport == listener.transport else { return nil }
        return known
    }

    func suggestion(for listener: Listener) -> CleartextProtocol? {
        known(listener) ?? .suggested(by: listener.port, listener.transport)
            ?? listener.leadsTo.first.flatMap { .suggested(by: $0.port, listener.transport) }
    }

    /// The listed port; nil for a listener on none.
    func entry(for listener: Listener) -> Settings.Placed<CleartextPort>? {
        ports.first { $0.value.range.contains(listener.transport, listener.port) }
    }
}
