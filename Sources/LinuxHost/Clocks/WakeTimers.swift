internal import CLinux
internal import Glibc

/// Two timers of timerfd_create(2): one that expires when it is asked to, by the boot clock, and one that nothing ends but somebody who sets
/// the wall clock, or the host when it wakes from sleep.
struct WakeTimers: ~Copyable {
    private let alarm: Descriptor
    private let steps: Descriptor

    /// Nil where the kernel gives no timer, which errno explains.
    init?() {
        alarm = Descriptor(soc2d_timer(CLOCK_BOOTTIME))
        steps = Descriptor(soc2d_timer(CLOCK_REALTIME))
        guard alarm.isOpen, steps.isOpen, soc2d_watch_clock(steps.number) == 0 else { return nil }
    }

    /// They become readable.
    var descriptors: [Int32] { [alarm.number, steps.number] }

    /// Expires once, at a time of `CLOCK_BOOTTIME` in nanoseconds, at once if that is past; for nil never.
    func expire(at time: Int64?) { _ = soc2d_set_timer(alarm.number, time.map { max(1, $0) } ?? 0) }

    /// Whether one of them has ended since this was asked last.
    func haveEnded() -> Bool {
        var count: UInt64 = 0
        let hasExpired = unsafe read(alarm.number, &count, 8) == 8
        // ECANCELED of timerfd_create(2).
        let wasSet = unsafe read(steps.number, &count, 8) < 0 && errno == ECANCELED
        if wasSet { _ = soc2d_watch_clock(steps.number) }
        return hasExpired || wasSet
    }
}
