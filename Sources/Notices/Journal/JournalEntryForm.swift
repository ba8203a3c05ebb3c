internal import Controls

/// A notice as an entry of the journal: systemd.journal-fields(7). What is empty is left out.
///
/// Names are upper case, since journald drops others without a word. A value has at most 4 KiB, and an entry 32.
package struct JournalEntryForm: Hashable, Sendable {
    package private(set) var fields: [Field] = []

    package struct Field: Hashable, Sendable {
        package let name: String
        package let value: String
    }

    package static let destination = "journal"
    /// How the entry of a notice is found again.
    package static let eventField = "SOC2D_EVENT_ID"
    static let identifier = "soc2d"

    package init(_ sending: Sending) {
        let notice = sending.notice
        add("MESSAGE", Self.message(of: notice), limit: Self.textLimit)
        add("MESSAGE_ID", notice.kind.messageID)
        add("PRIORITY", String(Self.priority(of: notice)))
        add("SYSLOG_IDENTIFIER", Self.identifier)
        add(Self.eventField, notice.eventID)
        add("SOC2D_KIND", notice.kind.rawValue)
        add("SOC2D_HOST", notice.hostID)
        addDeficiency(of: notice)
        add("SOC2D_REQUIRED", notice.required, limit: Self.textLimit)
        add("SOC2D_OBSERVED", notice.observed, limit: Self.textLimit)
        add("SOC2D_PLACE", notice.place, limit: Self.textLimit)
        add("SOC2D_ADVICE", notice.advice, limit: Self.textLimit)
        add("SOC2D_LEAF", String(sending.leaf))
        add("SOC2D_CHECKPOINT", sending.checkpoint)
    }

    private mutating func addDeficiency(of notice: Notice) {
        guard let number = notice.deficiency else { return }
        add("SOC2D_DEFICIENCY", DeficiencyID(number: number).description)
        add("SOC2D_STATE", Self.state(of: notice))
        add("SOC2D_SEVERITY", notice.severity.rawValue)
        add("SOC2D_CONTROL", notice.control)
        add("SOC2D_CHECK", notice.check)
        add("SOC2D_SUBJECT", notice.subject, limit: Self.textLimit)
        add("SOC2D_CRITERIA", notice.criteria.joined(separator: " "))
        add("SOC2D_REASON", notice.reason)
        add("SOC2D_WAIVER", notice.waiver)
        add("SOC2D_SILENCE", notice.silence ?? "")
        add("SOC2D_FIRST_FAILURE", notice.firstFailure?.rfc3339 ?? "")
        add("SOC2D_CLOSED", notice.closedAt?.rfc3339 ?? "")
    }

    /// Bytes of a text and of anything else: six texts with all the rest stay below 32 KiB.
    private static let textLimit = NoticeWriter.textLimit
    private static let limit = 400

    private mutating func add(_ name: String, _ value: String, limit: Int = JournalEntryForm.limit) {
        if !value.isEmpty { fields.append(Field(name: name, value: value.clipped(to: limit))) }
    }

    /// The summary with what was seen and asked for, and the place that decided.
    private static func message(of notice: Notice) -> String {
        let words = [
            notice.observed.isEmpty ? "" : "observed \(notice.observed.clipped(to: NoticeWriter.nameLimit))",
            notice.required.isEmpty ? "" : "required \(notice.required.clipped(to: NoticeWriter.nameLimit))",
        ].filter { !$0.isEmpty }
        let seen = words.isEmpty ? "" : ": " + words.joined(separator: ", ")
        return notice.summary + seen + (notice.place.isEmpty ? "" : " (\(notice.place.clipped(to: NoticeWriter.nameLimit)))")
    }

    /// A level of syslog(3).
    private static func priority(of notice: Notice) -> Int {
        switch notice.kind {
        case .closed, .waived, .test: 5
        case .settled: notice.closedAt == nil ? level(of: notice.severity) : 5
        case .opened, .changed, .flapping, .waiverEnded, .reminder, .stillFlapping, .configurationRefused, .forkRefused, .storeFailed,
            .undelivered:
            level(of: notice.severity)
        }
    }

    private static func level(of severity: Severity) -> Int {
        switch severity {
        case .critical: 2
        case .high: 3
        case .medium: 4
        case .low: 5
        }
    }

    private static func state(of notice: Notice) -> String {
        switch notice.kind {
        case .flapping, .waived: notice.kind.rawValue
        case .stillFlapping: Notice.Kind.flapping.rawValue
        case .opened, .changed, .closed, .settled, .waiverEnded, .reminder, .configurationRefused, .forkRefused, .storeFailed, .undelivered,
            .test:
            notice.closedAt == nil ? "open" : "closed"
        }
    }
}
