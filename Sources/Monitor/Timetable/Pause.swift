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

/// Slots that follow one another and have no execution for the same reason.
struct GapRange: Sendable {
    var slots: ClosedRange<Int64>
    let gap: Gap

    /// The same without its last slot, if that is the given one; nil when nothing is left.
    func without(_ last: Int64) -> GapRange? {
        guard slots.upperBound == last else { return self }
        return slots.lowerBound < last ? GapRange(slots: slots.lowerBound...(last - 1), gap: gap) : nil
    }

    /// Slots until a time have one reason, later ones another.
    static func split(
        _ slots: ClosedRange<Int64>, of series: SlotSeries, at time: BootTime, _ early: Gap, _ late: Gap
    ) -> [GapRange] {
        let everything = Due(after: BootTime(nanoseconds: .min), through: time)
        let border = series.slots(everything)?.upperBound ?? .min
        if border < slots.lowerBound { return [GapRange(slots: slots, gap: late)] }
        if border >= slots.upperBound { return [GapRange(slots: slots, gap: early)] }
        return [
            GapRange(slots: slots.lowerBound...border, gap: early), GapRange(slots: (border + 1)...slots.upperBound, gap: late),
        ]
    }
}
