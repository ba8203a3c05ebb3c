import ProbeKit

extension OpenPorts {
    /// Copies from the look before all that a later judgement needs of it.
    mutating func remember(_ previous: OpenPorts?) {
        countSightings(after: previous)
        before = previous.map { EarlierLook($0, stillThere: Set(listeners.map(\.identity))) }
    }

    /// Copies from the look before how long a UDP port of the clients' range has been held by the same owner.
    private mutating func countSightings(after previous: OpenPorts?) {
        var before: [Listener.Identity: Int] = [:]
        for listener in previous?.listeners ?? [] { before[listener.identity] = listener.sightings }
        scans = min((previous?.scans ?? 0) + 1, Self.sightingLimit)
        for index in listeners.indices where mayBeClient(listeners[index]) {
            listeners[index].sightings = min((before[listeners[index].identity] ?? 0) + 1, Self.sightingLimit)
        }
    }

    /// Whether a socket may belong to a client that waits for answers. Where the range is unknown, any unprivileged port may.
    func mayBeClient(_ listener: Listener) -> Bool {
        listener.isDatagram && (clientPorts ?? 1024...UInt16.max).contains(listener.port)
    }
}
