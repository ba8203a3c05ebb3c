import Controls

/// How long a notice may be on its way.
struct Patience {
    let quietHours: QuietHours?
    /// Of UTC, where the host is.
    let minutesAhead: Int

    private static let minutesOfDay = 24 * 60

    static func limit(_ severity: Severity) -> TimeSpan {
        switch severity {
        case .critical: .minutes(15)
        case .high: .hours(1)
        case .medium, .low: .hours(24)
        }
    }

    /// Whether a notice waits for longer than it may. Hours in which a destination wants to hear nothing do not count, but for what is
    /// critical.
    func isSpent(on severity: Severity, since start: Moment, at now: Moment) -> Bool {
        guard let waited = now.since(start) else { return false }
        let counted = severity == .critical ? waited.nanoseconds : waited.nanoseconds - quiet(from: start, for: waited).nanoseconds
        return counted > Self.limit(severity).nanoseconds
    }

    private func quiet(from start: Moment, for span: TimeSpan) -> TimeSpan {
        guard let quietHours else { return .seconds(0) }
        let (days, rest) = (span.seconds / 60).quotientAndRemainder(dividingBy: Int64(Self.minutesOfDay))
        let first = Int((start.seconds / 60) % Int64(Self.minutesOfDay)) + minutesAhead % Self.minutesOfDay + 2 * Self.minutesOfDay
        func quiet(_ count: Int) -> Int64 {
            Int64((0..<count).count { quietHours.contains(minute: (first + $0) % Self.minutesOfDay) })
        }
        return .minutes(days * quiet(Self.minutesOfDay) + quiet(Int(rest)))
    }
}
