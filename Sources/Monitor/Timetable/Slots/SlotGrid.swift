import Controls

/// The boot times at which one probe is due: every multiple of an interval from an origin, numbered from 0 there, downwards too.
struct SlotGrid: Hashable, Sendable {
    let interval: Int64
    let origin: Int64

    init(interval: TimeSpan, origin: BootTime) {
        self.interval = max(1, interval.nanoseconds)
        self.origin = origin.nanoseconds
    }

    func time(of number: Int64) -> BootTime { BootTime(nanoseconds: origin.plus(number.times(interval))) }

    /// The number of the last slot until a time, that time included.
    func last(through time: BootTime) -> Int64 {
        let distance = time.nanoseconds.minus(origin)
        let (quotient, rest) = distance.quotientAndRemainder(dividingBy: interval)
        return rest < 0 ? quotient - 1 : quotient
    }

    /// The slots of a stretch of time; nil for none.
    func slots(_ due: Due) -> ClosedRange<Int64>? {
        let (first, last) = (last(through: due.after).plus(1), last(through: due.through))
        return first <= last ? first...last : nil
    }

    /// Whether any number of a range is a multiple of another.
    static func hasMultiple(of divisor: Int, in range: ClosedRange<Int64>) -> Bool {
        let divisor = Int64(max(1, divisor))
        let rest = range.upperBound % divisor
        return range.upperBound.minus(rest < 0 ? rest + divisor : rest) >= range.lowerBound
    }
}
