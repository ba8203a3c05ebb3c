package import Controls
package import ProbeKit

/// The facts of one notice. A body is rendered from them when it is sent, so that the same facts give the same bytes each time.
///
/// Whatever comes from the host (``subject``, ``observed``, ``place``) is hostile text: each destination escapes it in its own way.
package struct Notice: RecordedObject, Hashable, Sendable {
    package var kind = Kind.opened
    /// Minted in the transaction that keeps the notice; the same for every destination. 32 lower-case hexadecimal digits, the first twelve
    /// the milliseconds since 1970.
    package var eventID = ""
    /// When what it tells of happened.
    package var moment = Moment(nanoseconds: 0)
    package var hostID = ""
    package var hostName = ""
    /// Whom it is for.
    package var destinations: [String] = []
    /// One line for people, without the name of the host.
    package var summary = ""
    package var severity = Severity.low
    // Of a deficiency; empty or nil for notices about soc2d itself.
    package var deficiency: Int64?
    package var control = ""
    package var check = ""
    package var subject = ""
    package var criteria: [String] = []
    package var required = ""
    package var observed = ""
    package var reason = ""
    /// The file and line that decided, such as `/etc/security/pwquality.conf:11`.
    package var place = ""
    package var advice = ""
    package var firstFailure: Moment?
    package var closedAt: Moment?
    package var waiver = ""
    /// The name of the silence that keeps it from everybody but the journal; nil for none.
    package var silence: String?
    /// Of a test: SHA-256, in hexadecimal, of what the configuration said of the destination.
    package var testedSettings: String?

    package enum Kind: String, CaseIterable, Hashable, Sendable {
        case opened, changed, closed, flapping, settled, waived
        /// The waiver over an open deficiency has ended.
        case waiverEnded = "waiver-ended"
        /// A deficiency that people were told of is open still.
        case reminder
        /// A subject that people were told is flapping still does.
        case stillFlapping = "still-flapping"
        /// A new configuration was refused, and the one before stays in force.
        case configurationRefused = "configuration-refused"
        /// The ledger contradicts what was signed before.
        case forkRefused = "fork-refused"
        /// The ledger could not be written for a while.
        case storeFailed = "store-failed"
        /// Another notice did not reach whom it is for.
        case undelivered
        /// Somebody tries out a destination, or the monitor does every week; nothing is deficient. It ends with ``closedAt``.
        case test
    }

    /// Notices of one lane reach a destination in the order in which they came: those about one subject.
    package var lane: String { deficiency == nil ? kind.rawValue : Self.lane(control, check, subject) }

    /// The lane of notices about a subject.
    package static func lane(of subject: TestedSubject) -> String {
        let limit = NoticeWriter.nameLimit
        return lane(
            subject.test.control.clipped(to: limit), subject.test.check.rawValue.clipped(to: limit),
            subject.subject.clipped(to: NoticeWriter.textLimit))
    }

    private static func lane(_ control: String, _ check: String, _ subject: String) -> String { "\(control) \(check) \(subject)" }

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("advice", &advice)
        try form.field("check", &check)
        try form.nanoseconds("closed_ns", &closedAt)
        try form.field("control", &control)
        try form.field("criteria", &criteria)
        try form.field("deficiency", &deficiency)
        try form.field("destinations", &destinations)
        try form.field("event_id", &eventID)
        try form.nanoseconds("first_failure_ns", &firstFailure)
        try form.field("host_id", &hostID)
        try form.field("host_name", &hostName)
        try form.word("kind", &kind)
        try form.nanoseconds("moment_ns", &moment)
        try form.field("observed", &observed)
        try form.field("place", &place)
        try form.field("reason", &reason)
        try form.field("required", &required)
        try form.field("settings_sha256", &testedSettings)
        try form.word("severity", &severity)
        try form.field("silence", &silence)
        try form.field("subject", &subject)
        try form.field("summary", &summary)
        try form.field("waiver", &waiver)
    }
}
