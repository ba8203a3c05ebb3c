package import Controls
package import ProbeKit

/// What a plan says of one probe: when it runs, with what, and which checks each run serves.
package struct Promise: RecordedObject, Hashable, Sendable {
    package var probe = ""
    package var checks: [PromisedCheck] = []
    /// The digest of the program that looks.
    package var codeDigest = ""
    /// A start later than this after its slot is late.
    package var grace = TimeSpan.seconds(30)
    /// The shortest interval of the checks.
    package var interval = TimeSpan.hours(1)
    /// From the start of each interval, counted since 1970, to its slot: see ``Splay``.
    package var offset = TimeSpan(nanoseconds: 0)
    /// The digest of the settings.
    package var parametersDigest = ""
    /// How long one run may take.
    package var timeout = TimeSpan.seconds(10)
    package var version = ""

    package init() {}

    /// Promises to run a probe as often as its most frequent check asks. A check that asks for less is due at every n-th slot, n rounded
    /// down: rather too often than too seldom.
    package init(
        _ probe: String, checks: [PromisedCheck], offset: (TimeSpan) -> TimeSpan, grace: TimeSpan? = nil, timeout: TimeSpan,
        version: String, codeDigest: String, parametersDigest: String
    ) {
        let interval = max(checks.map(\.interval).min() ?? .hours(1), .seconds(1))
        self.probe = probe
        self.interval = interval
        self.offset = offset(interval)
        self.grace = grace ?? Self.usualGrace(every: interval)
        self.timeout = timeout
        self.version = version
        self.codeDigest = codeDigest
        self.parametersDigest = parametersDigest
        self.checks = checks.map { check in
            var check = check
            check.everySlots = max(1, Int(check.interval.nanoseconds / interval.nanoseconds))
            return check
        }
    }

    /// A tenth of the interval, from 5 seconds to 5 minutes.
    package static func usualGrace(every interval: TimeSpan) -> TimeSpan {
        min(max(TimeSpan(nanoseconds: interval.nanoseconds / 10), .seconds(5)), .minutes(5))
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("checks", &checks)
        try form.field("code_sha256", &codeDigest)
        try form.nanoseconds("grace_ns", &grace)
        try form.nanoseconds("interval_ns", &interval)
        try form.nanoseconds("offset_ns", &offset)
        try form.field("probe", &probe)
        try form.field("settings_sha256", &parametersDigest)
        try form.nanoseconds("timeout_ns", &timeout)
        try form.field("version", &version)
    }

    /// The slots of the boot that a tie belongs to.
    func grid(under tie: Tie) -> SlotGrid {
        SlotGrid(interval: interval, origin: BootTime(nanoseconds: offset.nanoseconds.minus(tie.firstAhead)))
    }

    /// The checks that are due at one of the slots.
    func checks(dueIn slots: ClosedRange<Int64>) -> Set<CheckID> {
        Set(checks.filter { SlotGrid.hasMultiple(of: $0.everySlots, in: slots) }.map(\.check))
    }
}
