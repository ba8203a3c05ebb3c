package import Controls

/// When an execution was due and ran.
package struct ExecutionTimes: Hashable, Sendable {
    /// The name of its slot along the tie.
    package var scheduled: Moment
    /// The clock record by which the slot was named.
    package var tie: Int64
    package var started: Moment
    package var ended: Moment
    /// `CLOCK_BOOTTIME` at the start, in nanoseconds.
    package var boottime: Int64

    package init(scheduled: Moment, tie: Int64, started: Moment, ended: Moment, boottime: Int64) {
        self.scheduled = scheduled
        self.tie = tie
        self.started = started
        self.ended = ended
        self.boottime = boottime
    }
}
