internal import Glibc

/// A moment on the monotonic clock after which nobody waits any longer.
package struct Deadline: Hashable, Sendable {
    /// Nanoseconds of CLOCK_MONOTONIC.
    private let end: Int64

    /// Nobody waits longer than an hour, whatever is asked.
    private static let longest = 3_600_000

    private init(end: Int64) { self.end = end }

    package static func after(milliseconds: Int) -> Deadline { Deadline(end: now + Int64(min(max(0, milliseconds), longest)) * 1_000_000) }

    /// The earlier of this deadline and one so many milliseconds from now.
    package func orAfter(milliseconds: Int) -> Deadline { Deadline(end: min(end, Self.after(milliseconds: milliseconds).end)) }

    /// Whole milliseconds that are left, rounded up; 0 once it has passed.
    package var milliseconds: Int { Int(max(0, (end - Self.now + 999_999) / 1_000_000)) }

    package var hasPassed: Bool { milliseconds == 0 }

    private static var now: Int64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
