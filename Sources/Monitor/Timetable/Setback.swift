import Controls

/// The failures in a row of a probe child, and the rest that it is given.
struct Setback: Sendable {
    private(set) var failures = 0
    private var until = BootTime(nanoseconds: .min)

    /// So many failures cost nothing.
    private static let patience = 3
    private static let first = TimeSpan.seconds(30)
    private static let longest = TimeSpan.hours(1)

    /// After one more failure. The rest begins with the third, at 30 seconds, and doubles up to an hour.
    func failing(at now: BootTime) -> Setback {
        var next = Setback()
        next.failures = failures + 1
        let doublings = next.failures - Self.patience
        guard doublings >= 0 else { return next }
        let rest = TimeSpan(nanoseconds: Self.first.nanoseconds << Int64(min(doublings, 10)))
        next.until = now + min(rest, Self.longest)
        return next
    }

    /// The end of the rest, where it is not over.
    func pause(at now: BootTime) -> BootTime? { now < until ? until : nil }
}
