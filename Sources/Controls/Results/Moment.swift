/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Moment: Hashable, Sendable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0) }
    /// Whole days since 1970-01-01, as shadow(5) counts them.
    package var days: Int64 { seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }

    /// The time that passed since an earlier moment; nil where the clock went backwards between the two, so that nobody knows.
    package func since(_ earlier: Moment) -> TimeSpan? {
        let (passed, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow || passed < 0 ? nil : TimeSpan(nanoseconds: passed)
    }

    /// The moment so much later, or the last one that can be told.
    package func adding(_ span: TimeSpan) -> Moment {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Moment(nanoseconds: overflow ? .max : sum)
    }

    package static func < (first: Moment, second: Moment) -> Bool { first.nanoseconds < second.nanoseconds }
}
