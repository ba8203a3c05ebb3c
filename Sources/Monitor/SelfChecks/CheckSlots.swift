import Controls
import ProbeKit

/// What became of the slots of checks for which it is the same.
struct CheckSlots: RecordedObject, Hashable, Sendable {
    var checks: [String] = []
    /// How often they are due; nil where no plan in force promises them.
    var every: TimeSpan?
    /// For how long after a slot an execution may end.
    var patience: TimeSpan?
    /// When they were judged last, or first promised; nil as above.
    var since: Moment?
    /// How much of the time since then lies in slots that were missed.
    var gone = TimeSpan(nanoseconds: 0)
    /// How often in a row they saw nothing at all, and why.
    var blindRuns = 0
    var blindReason: String?
    var onTime: Int64 = 0
    var late: Int64 = 0
    var missed: [MissedSlots] = []
    /// Slots without a record, and the first of them.
    var residual: Int64 = 0
    var firstResidual: Moment?

    func missed(_ kind: Gap.Kind) -> Int64 { missed.first { $0.kind == kind }?.slots ?? 0 }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("blind_reason", &blindReason)
        try form.number("blind_runs", &blindRuns)
        try form.field("checks", &checks)
        try form.nanoseconds("every_ns", &every)
        try form.nanoseconds("first_residual_ns", &firstResidual)
        var time = gone.nanoseconds == 0 ? nil : gone
        try form.nanoseconds("gone_ns", &time)
        gone = time ?? TimeSpan(nanoseconds: 0)
        try form.number("late", &late)
        var gaps = missed.isEmpty ? nil : missed
        try form.field("missed", &gaps)
        missed = gaps ?? []
        try form.number("on_time", &onTime)
        try form.nanoseconds("patience_ns", &patience)
        try form.number("residual", &residual)
        try form.nanoseconds("since_ns", &since)
    }
}

extension RecordForm {
    /// A number that is left out where it is 0: there is such a record for every hour.
    fileprivate mutating func number<Number: FixedWidthInteger & Recorded>(_ key: String, _ value: inout Number) throws(RecordProblem) {
        var said = value == 0 ? nil : value
        try field(key, &said)
        value = said ?? 0
    }
}

/// How many slots were missed for one reason.
struct MissedSlots: RecordedObject, Hashable, Sendable {
    var kind = Gap.Kind.unknown
    var slots: Int64 = 0

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("class", &kind)
        try form.field("slots", &slots)
    }
}
