package import Controls
package import ProbeKit

/// What the clocks of a host showed at one instant.
package struct ClockReading: RecordedObject, Hashable, Sendable {
    /// `CLOCK_REALTIME`: what people call the time. It may be set.
    package var wall = Moment(nanoseconds: 0)
    /// `CLOCK_BOOTTIME`: what the timetable runs on.
    package var boot = BootTime(nanoseconds: 0)
    /// `/proc/sys/kernel/random/boot_id`: which boot ``boot`` counts from.
    package var bootID = ""
    /// `CLOCK_BOOTTIME` minus `CLOCK_MONOTONIC`: how long this boot has slept so far.
    package var asleep = TimeSpan(nanoseconds: 0)

    package init() {}

    package init(wall: Moment, boot: BootTime, bootID: String, asleep: TimeSpan) {
        self.wall = wall
        self.boot = boot
        self.bootID = bootID
        self.asleep = asleep
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("asleep_ns", &asleep)
        try form.field("boot", &bootID)
        try form.nanoseconds("boottime_ns", &boot)
        try form.nanoseconds("wall_ns", &wall)
    }

    /// Whether this reading was taken in the same boot as an earlier one, and not before it.
    func follows(_ earlier: ClockReading) -> Bool { bootID == earlier.bootID && boot >= earlier.boot }
}
