package import Controls
package import ProbeKit

/// What a slot is called in the ledger. Each ends in one execution or in one ``MissedRecord``.
package struct SlotName: RecordedObject, Hashable, Sendable {
    package var plan = ""
    package var probe = ""
    package var scheduled = Moment(nanoseconds: 0)
    /// The clock record that says which boot time ``scheduled`` means.
    package var tie = 1

    package init() {}

    package init(plan: String, probe: String, scheduled: Moment, tie: Int) {
        self.plan = plan
        self.probe = probe
        self.scheduled = scheduled
        self.tie = tie
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("plan", &plan)
        try form.field("probe", &probe)
        try form.nanoseconds("scheduled_ns", &scheduled)
        try form.field("tie", &tie)
    }
}
