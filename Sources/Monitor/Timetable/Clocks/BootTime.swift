package import Controls

/// A reading of `CLOCK_BOOTTIME`: nanoseconds since the kernel booted, time asleep counted. Setting the wall clock does not move it.
package struct BootTime: Hashable, Sendable, Comparable {
    package let nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static func < (first: BootTime, second: BootTime) -> Bool { first.nanoseconds < second.nanoseconds }
    package static func + (time: BootTime, span: TimeSpan) -> BootTime { BootTime(nanoseconds: time.nanoseconds.plus(span.nanoseconds)) }
    package static func - (later: BootTime, earlier: BootTime) -> TimeSpan {
        TimeSpan(nanoseconds: later.nanoseconds.minus(earlier.nanoseconds))
    }
}
