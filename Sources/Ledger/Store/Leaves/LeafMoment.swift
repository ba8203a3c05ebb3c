package import Controls

/// When and in which boot a leaf was written.
package struct LeafMoment: Hashable, Sendable {
    /// The kernel's boot id.
    package var boot: String
    /// `CLOCK_BOOTTIME`, in nanoseconds.
    package var boottime: Int64
    package var wall: Moment
    /// How long this boot has slept so far: `CLOCK_BOOTTIME` minus `CLOCK_MONOTONIC`.
    package var asleep: TimeSpan

    package init(boot: String, boottime: Int64, wall: Moment, asleep: TimeSpan = TimeSpan(nanoseconds: 0)) {
        self.boot = boot
        self.boottime = boottime
        self.wall = wall
        self.asleep = asleep
    }
}
