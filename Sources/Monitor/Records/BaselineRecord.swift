package import Controls
package import ProbeKit

/// The `baseline` record: somebody approved the state of the host that one execution of a probe had observed.
package struct BaselineRecord: RecordedObject, Hashable, Sendable {
    package var probe = ""
    /// The execution whose evidence is the approved state.
    package var execution: Int64 = 0
    /// As its record has it: SHA-256 of salt and evidence, in hexadecimal.
    package var evidence = ""
    package var approver = ""
    package var approvedAt = Moment(nanoseconds: 0)
    /// What the approver says, such as a ticket.
    package var text = ""
    /// The execution that was approved before; nil for the first.
    package var previous: Int64?
    package var added: Int = 0
    package var changed: Int = 0
    package var removed: Int = 0
    /// What differs from the baseline before, typed, a line each: `+`, `-` or `~`, the check, the subject, before and after. At most 100.
    package var differences: [String] = []

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("added", &added)
        try form.nanoseconds("approved_at_ns", &approvedAt)
        try form.field("approver", &approver)
        try form.field("changed", &changed)
        try form.field("differences", &differences)
        try form.field("evidence", &evidence)
        try form.field("execution", &execution)
        try form.field("previous", &previous)
        try form.field("probe", &probe)
        try form.field("removed", &removed)
        try form.field("text", &text)
    }
}
