package import Controls

/// Whether a probe keeps its schedule.
package struct ProbePace: Hashable, Sendable {
    package var probe: String
    package var interval: TimeSpan
    /// When it last began to look; nil for never.
    package var lastLook: Moment?
    package var execution: Int64?
    /// When its next execution is in the ledger at the latest, if it keeps its schedule.
    package var expectedBy: Moment

    package init(_ probe: String, every interval: TimeSpan, lastLook: Moment?, execution: Int64?, expectedBy: Moment) {
        self.probe = probe
        self.interval = interval
        self.lastLook = lastLook
        self.execution = execution
        self.expectedBy = expectedBy
    }

    package func isOverdue(at now: Moment) -> Bool { now > expectedBy }
}
