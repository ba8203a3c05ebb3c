internal import LinuxHost

/// What the loop of the service takes up, one after the other.
enum Call: Sendable {
    case host(HostEvents.Event)
    case happened(Happening)
    /// A probe child has ended, or was given up: then it may still end, and nobody listens.
    case ended(Happening.Observed, child: Int)
}
