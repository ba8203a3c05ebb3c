import Controls
import Notices
import ProbeKit

/// What came of a test message, as people and programs read it.
struct TrialResult: RecordedObject {
    private(set) var destination = ""
    private(set) var eventID = ""
    private(set) var kind = ""
    private(set) var outcome = Outcome.delivered
    /// What the receiver said, or why it could not be asked, and the way out.
    private(set) var text = ""

    enum Outcome: String, CaseIterable {
        case delivered, accepted, blocked
        case failed = "not-delivered"
    }

    init() {}

    init(of destination: Destination, _ outcome: Delivery.Outcome, eventID: String) {
        self.destination = destination.name
        self.eventID = eventID
        kind = destination.kind.rawValue
        switch outcome {
        case .delivered: self.outcome = .delivered
        case .accepted(let words): (self.outcome, text) = (.accepted, words)
        case .blocked(let words), .shut(let words): (self.outcome, text) = (.blocked, words)
        case .transient(let words), .permanent(let words): (self.outcome, text) = (.failed, words)
        }
    }

    var isPassed: Bool {
        switch outcome {
        case .delivered, .accepted: true
        case .blocked, .failed: false
        }
    }

    /// Such as `ops (slack): delivered; event 0a1b2c3d`.
    var line: String {
        let event = "event \(eventID.suffix(8))"
        let what =
            switch outcome {
            case .delivered: "delivered; \(event)"
            case .accepted: "accepted, unconfirmed; \(event); \(text)"
            case .blocked: "blocked until somebody mends it: \(text)"
            case .failed: "not delivered: \(text)"
            }
        return "\(destination) (\(kind)): \(what)"
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("destination", &destination)
        try form.field("event_id", &eventID)
        try form.field("kind", &kind)
        try form.word("outcome", &outcome)
        try form.field("text", &text)
    }
}
