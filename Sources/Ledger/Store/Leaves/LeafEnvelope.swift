internal import Controls
package import ProbeKit

/// What every leaf has: which one it is, and where and when it was written.
package struct LeafEnvelope: RecordedObject, Hashable, Sendable {
    package var moment = LeafMoment(boot: "", boottime: 0, wall: Moment(nanoseconds: 0))
    package var host = ""
    package var kind = LeafKind.cycle
    /// From 0: the index of the leaf in the tree.
    package var seq: Int64 = 0

    package init() {}

    package init(seq: Int64, _ kind: LeafKind, host: String, at moment: LeafMoment) {
        self.seq = seq
        self.kind = kind
        self.host = host
        self.moment = moment
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var version = 1
        // Most hosts never sleep.
        var asleep = moment.asleep.nanoseconds == 0 ? nil : moment.asleep
        try form.nanoseconds("asleep_ns", &asleep)
        try form.field("boot", &moment.boot)
        try form.nanoseconds("boottime_ns", &moment.boottime)
        try form.field("host", &host)
        try form.word("kind", &kind)
        try form.field("seq", &seq)
        try form.field("v", &version)
        try form.nanoseconds("wall_ns", &moment.wall)
        guard asleep?.nanoseconds != 0 else { throw RecordProblem(text: "no sleep is left out", offset: form.bytes.count) }
        moment.asleep = asleep ?? TimeSpan(nanoseconds: 0)
        guard version == 1 else { throw RecordProblem(text: "a leaf of format \(version)", offset: form.bytes.count) }
    }
}
