internal import Controls
package import ProbeKit

/// The record of one execution, whose digest stands in a leaf. It names what it shares with others by their digests.
package struct ExecutionRecord: RecordedObject, Hashable, Sendable {
    package var number: Int64 = 0
    package var times = ExecutionTimes(
        scheduled: Moment(nanoseconds: 0), tie: 0, started: Moment(nanoseconds: 0), ended: Moment(nanoseconds: 0), boottime: 0)
    /// SHA-256 in hexadecimal, of the ``Procedure`` and of the ``ResultSet``.
    package var procedure = ""
    package var results = ""
    /// SHA-256 of salt and evidence; nil where nothing was observed.
    package var evidence: String?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("boottime_ns", &times.boottime)
        try form.nanoseconds("ended_ns", &times.ended)
        try form.field("evidence", &evidence)
        try form.field("number", &number)
        try form.field("procedure", &procedure)
        try form.field("results", &results)
        try form.nanoseconds("scheduled_ns", &times.scheduled)
        try form.nanoseconds("started_ns", &times.started)
        try form.field("tie", &times.tie)
        try form.word("trigger", &times.trigger)
    }
}
