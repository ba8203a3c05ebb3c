package import Controls
package import ProbeKit

/// The `notification` record: what came of handing a notice to a destination. There is one for the first attempt that failed, and one
/// for the end. What has no end is still owed.
package struct DeliveryRecord: RecordedObject, Hashable, Sendable {
    package var at = Moment(nanoseconds: 0)
    /// From 1.
    package var attempt = 1
    /// Of a notice about one.
    package var deficiency: Int64?
    package var destination = ""
    /// Empty where the notice was not read for it.
    package var eventID = ""
    /// From what the notice tells of until now; nil where the clock went back.
    package var latency: TimeSpan?
    /// The number of the notice.
    package var notice: Int64 = 0
    package var outcome = Outcome.delivered
    /// What the destination answered.
    package var problem: String?
    /// What it calls a message that tells of this notice alone.
    package var remoteID: String?

    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        case delivered
        /// Handed over to somebody who does not know whether people can read it.
        case accepted
        /// It is tried again.
        case failed
        /// It is given up.
        case dead
        /// A newer notice says the same, and this one was certainly never sent.
        case superseded

        package var isEnd: Bool {
            switch self {
            case .delivered, .accepted, .dead, .superseded: true
            case .failed: false
            }
        }

        /// Whether it is out of our hands, and not given up.
        package var isHandedOver: Bool {
            switch self {
            case .delivered, .accepted: true
            case .failed, .dead, .superseded: false
            }
        }
    }

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("at_ns", &at)
        try form.field("attempt", &attempt)
        try form.field("deficiency", &deficiency)
        try form.field("destination", &destination)
        try form.field("event_id", &eventID)
        try form.nanoseconds("latency_ns", &latency)
        try form.field("notice", &notice)
        try form.word("outcome", &outcome)
        try form.field("problem", &problem)
        try form.field("remote_id", &remoteID)
    }
}
