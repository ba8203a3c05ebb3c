package import ProbeKit

/// The `lifecycle` record: the monitor started, lives, or stopped.
package struct Lifecycle: RecordedObject, Hashable, Sendable {
    /// Who stopped the monitor, where somebody did.
    package var actor: String?
    package var at = ClockReading()
    package var event = Event.start
    /// The last checkpoint before; empty for none.
    package var previousHead = ""

    package enum Event: String, CaseIterable, Hashable, Sendable {
        case start
        case heartbeat
        /// Stopped by a person or a job, who is named.
        case stoppedByOperator = "stopped-by-operator"
        /// Stopped because the host goes down.
        case stoppedForShutdown = "stopped-for-shutdown"
        /// Stopped, and nobody said why.
        case stopped
    }

    package init() {}

    package init(_ event: Event, at: ClockReading, actor: String? = nil, previousHead: String = "") {
        self.event = event
        self.at = at
        self.actor = actor
        self.previousHead = previousHead
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("actor", &actor)
        try form.field("at", &at)
        try form.word("event", &event)
        try form.field("previous_head", &previousHead)
    }
}
