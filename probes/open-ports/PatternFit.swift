import Controls

extension ListenerPattern {
    /// How a pattern and a listener go together.
    enum Fit: Hashable, Sendable {
        case fits
        /// Fits as far as can be seen, but not who holds the socket.
        case ownerUnknown
        case none
    }

    /// Whether a listener fits at one of the addresses that it serves.
    func fit(_ listener: Listener, at address: IPAddress) -> Fit {
        guard range.contains(listener.transport, listener.port), allows(listener, at: address) else { return .none }
        return fit(listener.owner)
    }

    /// Whether a listener fits at any of the addresses that it serves.
    func fit(_ listener: Listener) -> Fit {
        listener.served.contains { allows(listener, at: $0) } && range.contains(listener.transport, listener.port)
            ? fit(listener.owner) : .none
    }

    private func allows(_ listener: Listener, at place: IPAddress) -> Bool {
        switch address {
        case .ofClass(let addressClass): addressClass == listener.addressClass
        case .within(let prefix): prefix.contains(place)
        case nil: true
        }
    }

    /// Whether the owner is the one that is asked for.
    private func fit(_ owner: ListenerOwner) -> Fit {
        let answers = [
            unit.map { unit in owner.unitName.map { !$0.isEmpty && unit.matches($0) } },
            executable.map { path in owner.executablePath.map { $0 == path } },
        ].compactMap(\.self)
        if answers.contains(.some(false)) { return .none }
        return answers.contains(.none) ? .ownerUnknown : .fits
    }
}
