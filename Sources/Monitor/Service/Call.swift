internal import LinuxHost
internal import Synchronization

/// What threads beside the loop of the service have to say to it.
enum Call: Sendable {
    case happened(Happening)
    /// A probe child has ended, or was given up: then it may still end, and nobody listens.
    case ended(Happening.Observed, child: Int)
}

/// Where calls wait for the loop, in their order.
final class Calls: Sendable {
    private let waiting = Mutex<[Call]>([])
    private let events: HostEvents

    init(_ events: HostEvents) { self.events = events }

    /// From any thread.
    func put(_ call: Call) {
        waiting.withLock { $0.append(call) }
        events.ring()
    }

    func take() -> [Call] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
