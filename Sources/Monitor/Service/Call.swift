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

    /// From any thread. Answers about notices that come one after the other are one call.
    func put(_ call: Call) {
        waiting.withLock { waiting in
            if case .happened(.told(let more)) = call, case .happened(.told(let before)) = waiting.last {
                waiting[waiting.count - 1] = .happened(.told(before + more))
            } else {
                waiting.append(call)
            }
        }
        events.ring()
    }

    func take() -> [Call] {
        waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
    }
}
