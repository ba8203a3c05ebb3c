package import ProbeKit

/// What the monitor saw of itself.
package struct SelfEvidence: RecordedObject, Hashable, Sendable {
    /// Nil where nobody asked.
    var communication: CommunicationLook?
    var delivery: DeliveryLook?
    var integrity: IntegrityLook?
    /// That of an earlier look where nobody asked; nil where nobody ever did.
    var schedule: ScheduleLook?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("communication", &communication)
        try form.field("delivery", &delivery)
        try form.field("integrity", &integrity)
        try form.field("schedule", &schedule)
    }
}
