import Controls

/// The slots of one probe that nobody has accounted for, with the reason of each, in the order of time.
struct Arrears: Sendable {
    private var parts: [Part] = []

    private struct Part {
        let series: SlotSeries
        let range: GapRange
        /// Whether a slot could have run at all.
        let isDue: Bool
    }

    init(of probe: String, since last: SlotName?, _ stretches: [Stretch], _ downtimes: [Downtime]) {
        for stretch in stretches {
            guard let promise = stretch.plan.promise(of: probe) else { continue }
            guard let from = Self.start(of: stretch, since: last) else { continue }
            let series = SlotSeries(plan: stretch.plan.id, tie: stretch.tie, promise: promise)
            for range in ranges(series, Due(after: from, through: stretch.due.through), downtimes) {
                parts.append(Part(series: series, range: range, isDue: true))
            }
            guard let leap = stretch.leap, let record = stretch.leapRecord else { continue }
            let rest = Due(after: max(from, leap.after), through: leap.through)
            if let slots = series.slots(rest) {
                parts.append(Part(series: series, range: GapRange(slots: slots, gap: Gap(leptBy: record)), isDue: false))
            }
        }
    }

    /// Where in a stretch the open slots begin; nil when all of them are accounted for.
    private static func start(of stretch: Stretch, since last: SlotName?) -> BootTime? {
        guard let last, last.tie >= stretch.tie.number else { return stretch.due.after }
        return last.tie == stretch.tie.number ? max(stretch.due.after, stretch.tie.time(of: last.scheduled)) : nil
    }

    /// The slots of some time, cut wherever another reason may begin.
    private func ranges(_ series: SlotSeries, _ due: Due, _ downtimes: [Downtime]) -> [GapRange] {
        let borders = downtimes.flatMap { $0.borders(under: series.tie) }.filter { $0 > due.after && $0 < due.through }.sorted()
        var ranges: [GapRange] = []
        var from = due.after
        for border in borders + [due.through] {
            if let slots = series.slots(Due(after: from, through: border)) {
                ranges += explained(slots, series, downtimes, isFirst: parts.isEmpty && ranges.isEmpty)
            }
            from = max(from, border)
        }
        return ranges
    }

    private func explained(_ slots: ClosedRange<Int64>, _ series: SlotSeries, _ downtimes: [Downtime], isFirst: Bool) -> [GapRange] {
        let (first, last) = (series.time(of: slots.lowerBound), series.time(of: slots.upperBound))
        if let downtime = downtimes.first(where: { $0.holds(last, under: series.tie) }) {
            return [GapRange(slots: slots, gap: downtime.gap(at: last, under: series.tie))]
        }
        let end = downtimes.first { $0.before.bootID == series.tie.bootID && $0.before.boot >= last }
        guard let end else { return [GapRange(slots: slots, gap: Gap())] }
        let lost = end.gap(at: end.before.boot + TimeSpan(nanoseconds: 1), under: series.tie)
        let overrun = Gap(.overrun, before: end.before, after: end.after)
        return isFirst
            ? GapRange.split(slots, of: series, at: first, lost, overrun) : [GapRange(slots: slots, gap: overrun)]
    }

    func missed(noticed now: ClockReading) -> [MissedRecord] {
        parts.map { $0.series.missed($0.range.slots, $0.range.gap, noticed: now) }
    }

    /// The seat that makes up for the latest slot that could have run, and the records of the slots before it.
    func seat(_ series: SlotSeries, owed: Set<CheckID>, at now: ClockReading) -> (missed: [MissedRecord], seat: Seat) {
        guard let index = parts.lastIndex(where: \.isDue) else {
            return (missed(noticed: now), Seat(series, reached: now.boot, owed: owed))
        }
        let latest = parts[index]
        let number = latest.range.slots.upperBound
        let slot = latest.series.slot(number).seen(from: series.tie, madeUnder: latest.series.tie)
        let isLate = now.boot - slot.time > slot.grace
        let start = isLate ? now.boot + Timetable.spread(series.promise) : now.boot
        var before = Arrears(parts: Array(parts[..<index]))
        if let rest = latest.range.without(number) { before.parts.append(Part(series: latest.series, range: rest, isDue: true)) }
        let behind = Arrears(parts: Array(parts[(index + 1)...])).missed(noticed: now)
        let waiting = Seat.Waiting(
            slot: slot, series: latest.series, number: number, start: start, gap: latest.range.gap)
        return (before.missed(noticed: now), Seat(series, reached: now.boot, waiting: waiting, backlog: behind, owed: owed))
    }

    private init(parts: [Part]) { self.parts = parts }
}

extension Slot {
    /// A slot of an earlier boot at the boot time of this one that its wall time would be, so that its lateness can be told.
    fileprivate func seen(from present: Tie, madeUnder tie: Tie) -> Slot {
        guard tie.bootID != present.bootID else { return self }
        return Slot(name: name, time: min(present.start, present.time(of: name.scheduled)), checks: checks, grace: grace)
    }
}
