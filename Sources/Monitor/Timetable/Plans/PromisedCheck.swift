package import Controls
package import ProbeKit

/// One check of a plan: how often it is due, what it asks, and whose it is.
package struct PromisedCheck: RecordedObject, Hashable, Sendable {
    package var check: CheckID = ""
    /// How many executions in a row have to fail before people are told; nil for one, as in plans that knew nothing of it.
    package var confirm: Int?
    /// The control that the check tests.
    package var control = ""
    /// Due at every so-maniest slot of its probe.
    package var everySlots = 1
    /// How often the control asks for it.
    package var interval = TimeSpan.hours(1)
    package var owner = ""
    /// What the subjects of the check are.
    package var selector = ""

    package init() {}

    package init(_ check: CheckID, every interval: TimeSpan, confirm: Int = 1, control: String, owner: String, selector: String) {
        self.check = check
        self.interval = interval
        self.confirm = confirm == 1 ? nil : confirm
        self.control = control
        self.owner = owner
        self.selector = selector
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var name = check.rawValue
        try form.field("check", &name)
        check = CheckID(rawValue: name)
        try form.field("confirm", &confirm)
        try form.field("control", &control)
        try form.field("every_slots", &everySlots)
        try form.nanoseconds("interval_ns", &interval)
        try form.field("owner", &owner)
        try form.field("selector", &selector)
    }
}
