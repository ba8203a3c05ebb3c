package import ProbeKit

/// The `clock` record: from here on, wall time is tied to boot time anew.
///
/// Slots are due by the boot clock and named by wall time. Under one tie the name of boot time *b* is `after.wall + (b − after.boot)`.
/// A tie is made at the first start in each boot, and when the wall clock is found more than ``Tie/tolerance`` away from the line of the
/// tie in force. A step moves no slot: later slots keep their boot times and get names along the new line. Names on the earlier line go on
/// to the new tie's wall time where that lies ahead: nobody can show that this time did not pass, so its slots are promised, and missed,
/// except where an earlier tie of the same boot, or the boot before, had named that time already: then the clock had been behind.
/// Where the clock went back, wall times come twice; the number of the tie, a part of every slot's name, tells them apart.
package struct ClockRecord: RecordedObject, Hashable, Sendable {
    /// From 1, without gaps.
    package var tie = 1
    package var cause = Cause.boot
    /// The last reading before, its wall time along the earlier line; nil for the first record.
    package var before: ClockReading?
    package var after = ClockReading()

    package enum Cause: String, CaseIterable, Hashable, Sendable {
        /// The first start in a boot.
        case boot
        /// The wall clock was set.
        case step
    }

    package init() {}

    package init(tie: Int, cause: Cause, before: ClockReading?, after: ClockReading) {
        self.tie = tie
        self.cause = cause
        self.before = before
        self.after = after
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("after", &after)
        try form.field("before", &before)
        try form.word("cause", &cause)
        try form.field("tie", &tie)
    }
}
