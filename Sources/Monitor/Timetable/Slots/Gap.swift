package import Controls
package import ProbeKit

/// Why slots have no execution, and what shows it.
package struct Gap: RecordedObject, Hashable, Sendable {
    package var kind = Kind.unknown
    /// Who stopped the monitor, where somebody did.
    package var actor: String?
    /// How long the host slept between ``before`` and ``after``.
    package var asleep: TimeSpan?
    /// The first reading after the gap.
    package var after: ClockReading?
    /// The last sign of life of the monitor before the gap.
    package var before: ClockReading?
    /// When the kernel of the boot after the gap started.
    package var kernelStart: Moment?
    /// The last sign of life of the host in the boot before the gap, as its journal has it.
    package var lastSeen: Moment?
    /// The clock record whose step left the slots out.
    package var step: Int?

    /// `domain/soc2.md` 4.6.
    package enum Kind: String, CaseIterable, Hashable, Sendable {
        /// The host was off or asleep.
        case hostDown = "host-down"
        /// The host was up, the monitor was not, or did not finish.
        case monitorDown = "monitor-down"
        /// The run before was still going, or other probes held every place.
        case overrun
        /// Stopped by an operator.
        case suspended
        /// Left out by a step of the wall clock.
        case clock
        /// None of these can be shown.
        case unknown
    }

    package init() {}

    package init(_ kind: Kind, before: ClockReading? = nil, after: ClockReading? = nil) {
        self.kind = kind
        self.before = before
        self.after = after
    }

    /// The gap that a step of the wall clock makes.
    init(leptBy record: ClockRecord) {
        self.init(.clock, before: record.before, after: record.after)
        step = record.tie
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("actor", &actor)
        try form.field("after", &after)
        try form.nanoseconds("asleep_ns", &asleep)
        try form.field("before", &before)
        try form.word("class", &kind)
        try form.nanoseconds("kernel_start_ns", &kernelStart)
        try form.nanoseconds("last_seen_ns", &lastSeen)
        try form.field("step", &step)
    }
}
