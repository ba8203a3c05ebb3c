import Controls
import ProbeKit

/// What became of the slots that ended since the last look, and where the next look goes on.
struct ScheduleLook: RecordedObject, Hashable, Sendable {
    /// The last slot of each probe that has ended.
    var accounted: [SlotMark] = []
    /// The leaves of the clock records and plans that later slots may belong to.
    var clocks: [Int64] = []
    var plans: [Int64] = []
    /// How many leaves were read.
    var leaf: Int64 = 0
    var now = Moment(nanoseconds: 0)
    var rows: [CheckSlots] = []
    /// Why the ledger could not be read; nil where it was.
    var unread: Unread?

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounted", &accounted)
        try form.field("clocks", &clocks)
        try form.field("leaf", &leaf)
        try form.nanoseconds("now_ns", &now)
        try form.field("plans", &plans)
        try form.field("rows", &rows)
        try form.field("unread", &unread)
    }
}

/// A slot, and the leaf of its plan.
struct SlotMark: RecordedObject, Hashable, Sendable {
    var plan: Int64 = 0
    var probe = ""
    var scheduled = Moment(nanoseconds: 0)
    var tie = 1

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("plan", &plan)
        try form.field("probe", &probe)
        try form.nanoseconds("scheduled_ns", &scheduled)
        try form.field("tie", &tie)
    }
}
