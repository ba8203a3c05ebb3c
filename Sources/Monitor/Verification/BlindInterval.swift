package import Controls

/// A time in which nothing was known of a check: from one result that is a pass, a fail or not-applicable to the next.
package struct BlindInterval: Hashable, Sendable {
    package let from: Moment
    package let through: Moment
    /// By the boot clock where both ends lie in one boot: setting the clock makes nothing longer or shorter.
    package let length: TimeSpan

    init(from: ClockReading, through: ClockReading) {
        (self.from, self.through) = (from.wall, through.wall)
        let isWithinOneBoot = from.bootID == through.bootID
        length = isWithinOneBoot ? through.boot - from.boot : through.wall.since(from.wall) ?? TimeSpan(nanoseconds: 0)
    }
}
