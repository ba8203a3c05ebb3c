internal import Controls

/// How long a notice waits after an attempt that failed: 5 s at first, and twice as long each time up to a cap. A destination rests as long
/// as what failed there last: so the cap is the same whatever is told, since what is critical may come to stand behind it.
enum Backoff {
    static let cap = TimeSpan.minutes(15)

    /// A notice is given up after so many attempts as fill this time. Attempts are counted and no clock is asked, so that neither a clock
    /// that somebody sets nor a host that was off ends a notice.
    static let patience = TimeSpan.days(7)
    private static let first = TimeSpan.seconds(5)

    /// The longest wait after so many attempts, from 1.
    static func longest(after attempts: Int) -> TimeSpan {
        let doublings = min(max(0, attempts - 1), 20)
        return min(cap, TimeSpan(nanoseconds: first.nanoseconds << doublings))
    }

    /// Anything from half of the longest wait up to it.
    static func wait(after attempts: Int, random: UInt64) -> TimeSpan {
        let half = longest(after: attempts).nanoseconds / 2
        let (chance, _) = UInt64(half).multipliedFullWidth(by: random)
        return TimeSpan(nanoseconds: half + Int64(chance))
    }

    /// Whether so many attempts with the waits between them fill ``patience`` on average.
    static func isExhausted(after attempts: Int) -> Bool {
        let ramp = (1...20).prefix { longest(after: $0) < cap }
        guard attempts > ramp.count else { return false }
        let ramped = ramp.reduce(0) { $0 + longest(after: $1).nanoseconds }
        let (full, overflow) = cap.nanoseconds.multipliedReportingOverflow(by: Int64(attempts - ramp.count))
        return overflow || (full + ramped) / 4 * 3 >= patience.nanoseconds
    }
}
