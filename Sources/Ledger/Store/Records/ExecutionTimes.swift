package import Controls

/// When an execution was due and ran, and why.
package struct ExecutionTimes: Hashable, Sendable {
    /// The name of its slot along the tie; where there was none, when it was asked for.
    package var scheduled: Moment
    /// The clock record by which ``scheduled`` was named.
    package var tie: Int64
    package var started: Moment
    package var ended: Moment
    /// `CLOCK_BOOTTIME` at the start, in nanoseconds.
    package var boottime: Int64
    /// Nil for a slot of the plan.
    package var trigger: Trigger?

    package init(scheduled: Moment, tie: Int64, started: Moment, ended: Moment, boottime: Int64, trigger: Trigger? = nil) {
        self.scheduled = scheduled
        self.tie = tie
        self.started = started
        self.ended = ended
        self.boottime = boottime
        self.trigger = trigger
    }
}
