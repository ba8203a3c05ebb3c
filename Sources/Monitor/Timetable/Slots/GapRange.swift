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
