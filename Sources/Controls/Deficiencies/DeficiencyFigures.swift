/// What auditors ask of the life of a deficiency. Each figure is nil where it has no end yet, or where the clock went backwards between
/// its ends: the records then have the times since boot.
extension Deficiency {
    /// How long it can have been there before anybody looked; nil also where no pass before it is known.
    package var detectionBound: TimeSpan? { lastPassBefore.flatMap { firstFailure.moment.since($0) } }

    package var timeToNotify: TimeSpan? { notifiedAt?.since(firstFailure.moment) }

    package var timeToAcknowledge: TimeSpan? { acknowledgement?.moment.since(firstFailure.moment) }

    /// To the pass that closed it. A claim of remediation ends nothing.
    package var timeToRemediate: TimeSpan? { closing?.performance.moment.since(firstFailure.moment) }

    /// From the first failing execution to the last: it was certainly there.
    package var exposureMinimum: TimeSpan? { lastFailure.moment.since(firstFailure.moment) }

    /// From the pass before it to the pass that closed it: outside of that it was certainly not there.
    package var exposureMaximum: TimeSpan? {
        guard let lastPassBefore else { return nil }
        return closing?.performance.moment.since(lastPassBefore)
    }

    /// Whether it was mended in the time that the entity allows itself, or still can be.
    package func timeliness(agreed: TimeSpan, at now: Moment) -> Timeliness {
        guard let passed = closing == nil ? now.since(firstFailure.moment) : timeToRemediate else { return .unknown }
        return passed <= agreed ? .inside : .outside
    }

    package enum Timeliness: String, CaseIterable, Hashable, Sendable {
        case inside, outside
        /// The clock went backwards.
        case unknown
    }
}
