package import Controls

/// How long raw evidence is kept. Executions, results, digests and every hash of the log stay for ever.
package struct RetentionPolicy: Hashable, Sendable {
    package var period: TimeSpan
    /// While somebody may ask for it in court, nothing goes.
    package var isHeld: Bool

    package init(period: TimeSpan = MonitorSettings.usualRetention, isHeld: Bool = false) {
        self.period = period
        self.isHeld = isHeld
    }

    /// Evidence of executions that began before this may go; nil where nothing may.
    package func border(at now: Moment) -> Moment? {
        let (border, overflow) = now.nanoseconds.subtractingReportingOverflow(period.nanoseconds)
        return isHeld || overflow || period.nanoseconds <= 0 ? nil : Moment(nanoseconds: border)
    }
}
