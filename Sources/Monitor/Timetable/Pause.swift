import Controls

/// The time between two looks at the clocks, and why slots that fell due in it did not start.
struct Pause: Sendable {
    let before: ClockReading
    let now: ClockReading
    /// Whether every place was taken.
    let wasCrowded: Bool

    /// The monitor is back at work so long after the host woke, at most.
    private static let wakingUp = TimeSpan.minutes(1)
    /// Clocks read one after the other differ by less.
    static let shortestSleep = TimeSpan.seconds(1)

    /// The reasons for a range of slots in their order: it was asleep, or awake and busy, or stalled.
    func gaps(_ series: SlotSeries, _ slots: ClosedRange<Int64>, isRunning: Bool) -> [GapRange] {
        let asleep = now.asleep.nanoseconds.minus(before.asleep.nanoseconds)
        let awake = Gap(isRunning || wasCrowded ? .overrun : .monitorDown, before: before, after: now)
        guard asleep >= Self.shortestSleep.nanoseconds else { return [GapRange(slots: slots, gap: awake)] }
        var sleeping = Gap(.hostDown, before: before, after: now)
        sleeping.asleep = TimeSpan(nanoseconds: asleep)
        let woke = BootTime(nanoseconds: now.boot.nanoseconds.minus(asleep).minus(Self.wakingUp.nanoseconds))
        return GapRange.split(slots, of: series, at: woke, awake, sleeping)
    }
}
