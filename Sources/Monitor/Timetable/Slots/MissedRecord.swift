package import Controls
package import ProbeKit

/// The `missed` record: slots of one probe that follow one another and have no execution, all for the same reason.
///
/// A host that was off for a year misses millions of slots: one record holds them all, and still counts each. Under its plan and tie
/// they are the ``slots`` slots from ``first`` to ``last``, both included, every one an interval after the other.
package struct MissedRecord: RecordedObject, Hashable, Sendable {
    package var plan = ""
    package var probe = ""
    package var tie = 1
    package var first = Moment(nanoseconds: 0)
    package var last = Moment(nanoseconds: 0)
    package var slots: Int64 = 1
    package var gap = Gap()
    package var noticed = ClockReading()

    package init() {}

    package init(
        plan: String, probe: String, tie: Int, first: Moment, last: Moment, slots: Int64, gap: Gap, noticed: ClockReading
    ) {
        self.plan = plan
        self.probe = probe
        self.tie = tie
        self.first = first
        self.last = last
        self.slots = slots
        self.gap = gap
        self.noticed = noticed
    }

    /// The last of the slots: how far the probe is accounted for.
    package var end: SlotName { SlotName(plan: plan, probe: probe, scheduled: last, tie: tie) }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.nanoseconds("first_ns", &first)
        try form.field("gap", &gap)
        try form.nanoseconds("last_ns", &last)
        try form.field("noticed", &noticed)
        try form.field("plan", &plan)
        try form.field("probe", &probe)
        try form.field("slots", &slots)
        try form.field("tie", &tie)
    }
}
