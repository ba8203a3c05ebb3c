package import Controls

/// When and in which boot a leaf was written.
package struct LeafMoment: Hashable, Sendable {
    /// The kernel's boot id.
    package var boot: String
    /// `CLOCK_BOOTTIME`, in nanoseconds.
    package var boottime: Int64
    package var wall: Moment

    package init(boot: String, boottime: Int64, wall: Moment) {
        self.boot = boot
        self.boottime = boottime
        self.wall = wall
    }
}
