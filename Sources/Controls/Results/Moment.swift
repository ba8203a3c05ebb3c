/// A point in time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
package struct Moment: Hashable, Sendable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }
    package init(seconds: Int64) { nanoseconds = seconds * 1_000_000_000 }

    /// Whole seconds since 1970, rounded down.
    package var seconds: Int64 { nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0) }
    /// Whole days since 1970-01-01, as shadow(5) counts them.
    package var days: Int64 { seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400 }

    package static func < (first: Moment, second: Moment) -> Bool { first.nanoseconds < second.nanoseconds }
}
