import Controls

/// The slots that one plan promised of one probe under one clock record, against the records that name them. Slots are numbered by the
/// intervals since 1970.
struct Account {
    private let promised: [ClosedRange<Int64>]
    private var settled: [(slots: ClosedRange<Int64>, outcome: Entry.Outcome)] = []
    private var open: [ClosedRange<Int64>] = []
    private(set) var unpromised: Int64 = 0
    private(set) var doubled: Int64 = 0
    private let interval: Int64
    private let zero: Int64

    init(_ reign: Reign, _ promise: Promise, _ entries: [Entry]) {
        let (interval, zero) = (max(1, promise.interval.nanoseconds), promise.offset.nanoseconds.plus(reign.shift))
        (self.interval, self.zero) = (interval, zero)
        promised = reign.spans.compactMap { Self.numbers(after: $0.after, through: $0.through, interval, zero) }
        for entry in entries.sorted(by: { ($0.first, $0.last) < ($1.first, $1.last) }) { settle(entry) }
        open = Self.open(promised, settled)
    }

    /// The numbers of the slots between two wall times.
    private static func numbers(after: Int64, through: Int64, _ interval: Int64, _ zero: Int64) -> ClosedRange<Int64>? {
        let (first, last) = (floored(after.minus(zero), by: interval).plus(1), floored(through.minus(zero), by: interval))
        return first <= last ? first...last : nil
    }

    private static func floored(_ number: Int64, by divisor: Int64) -> Int64 {
        let quotient = number / divisor
        return quotient * divisor > number ? quotient - 1 : quotient
    }

    private mutating func settle(_ entry: Entry) {
        let (first, rest) = entry.first.minus(zero).quotientAndRemainder(dividingBy: interval)
        let (length, over) = entry.last.minus(entry.first).quotientAndRemainder(dividingBy: interval)
        guard rest == 0, over == 0, length == entry.slots - 1 else {
            unpromised = unpromised.plus(entry.slots)
            return
        }
        var known: Int64 = 0
        for range in promised {
            let (lower, upper) = (max(first, range.lowerBound), min(first.plus(length), range.upperBound))
            guard lower <= upper else { continue }
            known = known.plus(upper.minus(lower).plus(1))
            add(lower...upper, entry.outcome)
        }
        unpromised = unpromised.plus(entry.slots.minus(known))
    }

    /// Counts what no earlier record counted. Records come in the order of their first slots.
    private mutating func add(_ slots: ClosedRange<Int64>, _ outcome: Entry.Outcome) {
        let reached = settled.last?.slots.upperBound ?? (slots.lowerBound.minus(1))
        let fresh = max(slots.lowerBound, reached.plus(1))
        doubled = doubled.plus(min(slots.upperBound.plus(1), fresh).minus(slots.lowerBound))
        if fresh <= slots.upperBound { settled.append((fresh...slots.upperBound, outcome)) }
    }

    /// The last slot that was promised until a wall time.
    func last(through end: Int64) -> Int64? {
        let number = Self.floored(end.minus(zero), by: interval)
        return promised.filter { $0.lowerBound <= number }.map { min($0.upperBound, number) }.max()
    }

    /// Adds what became of one check within a period.
    /// - Parameter awaited: a slot that may still be made up for.
    func add(
        _ check: PromisedCheck, of promise: Promise, in period: ClosedRange<Int64>, asOf: Int64?, awaited: Int64? = nil,
        to tally: inout Tally
    ) {
        guard let wanted = Self.numbers(after: period.lowerBound, through: period.upperBound, interval, zero) else { return }
        let count = { (slots: ClosedRange<Int64>) in Self.multiples(of: check.everySlots, in: slots, and: wanted) }
        for slots in promised { tally.expected = tally.expected.plus(count(slots)) }
        for (slots, outcome) in settled { tally.add(outcome, count(slots)) }
        for slots in open.flatMap({ Self.cut($0, at: awaited) }) {
            let (past, recent) = slots.lowerBound == awaited ? (nil, slots) : split(slots, promise, asOf: asOf)
            tally.pending = tally.pending.plus(recent.map(count) ?? 0)
            let first = past.flatMap { Self.firstMultiple(of: check.everySlots, in: $0, and: wanted) }
            tally.firstResidual = tally.firstResidual ?? first.map { Moment(nanoseconds: $0.times(interval).plus(zero)) }
        }
    }

    /// The slots before one of them, that one, and those behind it.
    private static func cut(_ slots: ClosedRange<Int64>, at number: Int64?) -> [ClosedRange<Int64>] {
        guard let number, slots.contains(number) else { return [slots] }
        let before = number > slots.lowerBound ? [slots.lowerBound...(number - 1)] : []
        let after = number < slots.upperBound ? [(number + 1)...slots.upperBound] : []
        return before + [number...number] + after
    }

    /// The slots whose grace and timeout are over, and those behind them.
    private func split(
        _ slots: ClosedRange<Int64>, _ promise: Promise, asOf: Int64?
    ) -> (past: ClosedRange<Int64>?, recent: ClosedRange<Int64>?) {
        guard let asOf else { return (slots, nil) }
        let patience = promise.grace.nanoseconds.plus(promise.timeout.nanoseconds)
        let last = Self.floored(asOf.minus(patience).minus(zero), by: interval)
        if last < slots.lowerBound { return (nil, slots) }
        if last >= slots.upperBound { return (slots, nil) }
        return (slots.lowerBound...last, (last + 1)...slots.upperBound)
    }

    /// The slots that no record settles.
    private static func open(_ promised: [ClosedRange<Int64>], _ settled: [(slots: ClosedRange<Int64>, outcome: Entry.Outcome)])
        -> [ClosedRange<Int64>]
    {
        var open: [ClosedRange<Int64>] = []
        for range in promised {
            var next = range.lowerBound
            for (slots, _) in settled where slots.upperBound >= next && slots.lowerBound <= range.upperBound {
                if slots.lowerBound > next { open.append(next...(slots.lowerBound - 1)) }
                next = slots.upperBound.plus(1)
            }
            if next <= range.upperBound { open.append(next...range.upperBound) }
        }
        return open
    }

    /// How many numbers of both ranges are multiples.
    private static func multiples(of divisor: Int, in first: ClosedRange<Int64>, and second: ClosedRange<Int64>) -> Int64 {
        let (lower, upper) = (max(first.lowerBound, second.lowerBound), min(first.upperBound, second.upperBound))
        guard lower <= upper else { return 0 }
        let divisor = Int64(max(1, divisor))
        return floored(upper, by: divisor).minus(floored(lower.minus(1), by: divisor))
    }

    private static func firstMultiple(of divisor: Int, in first: ClosedRange<Int64>, and second: ClosedRange<Int64>) -> Int64? {
        let (lower, upper) = (max(first.lowerBound, second.lowerBound), min(first.upperBound, second.upperBound))
        let divisor = Int64(max(1, divisor))
        let multiple = floored(lower.minus(1), by: divisor).plus(1).times(divisor)
        return multiple <= upper ? multiple : nil
    }
}
