package import Controls
package import ProbeKit

/// The `prune` record: raw evidence that went by policy. Its digests stay, and so does everything else, so that whatever was proved once
/// can be proved again.
package struct PruneRecord: RecordedObject, Hashable, Sendable {
    /// Who let it go.
    package var author = ""
    /// Executions that began before this have no raw evidence any more, but for what later ones or ``kept`` ones share.
    package var before = Moment(nanoseconds: 0)
    /// Which rows went: the first and the last of each run of them.
    package var blobs: [Int64] = []
    package var count = 0
    /// SHA-256 over the digests of what went, in hexadecimal as executions name them, one behind the other.
    package var digest = ""
    /// Executions whose evidence stays though it is as old, such as an approved baseline.
    package var kept: [Int64]?
    /// How long evidence is kept.
    package var period = TimeSpan(nanoseconds: 0)
    /// The last execution that began before ``before``, and every one until then.
    package var through: Int64 = 0

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("author", &author)
        try form.nanoseconds("before_ns", &before)
        try form.field("blobs", &blobs)
        try form.field("count", &count)
        try form.field("digest", &digest)
        try form.field("kept", &kept)
        try form.nanoseconds("period_ns", &period)
        try form.field("through", &through)
        guard blobs.count % 2 == 0 else { throw RecordProblem(text: "a run of rows has no end", offset: form.bytes.count) }
    }

    /// The runs of ``blobs``; those that are none are left out.
    var runs: [ClosedRange<Int64>] {
        stride(from: 0, to: blobs.count - 1, by: 2).compactMap { blobs[$0] <= blobs[$0 + 1] ? blobs[$0]...blobs[$0 + 1] : nil }
    }

    /// Takes the next row in their order.
    mutating func add(_ blob: Int64) {
        count += 1
        if blobs.last == blob - 1 { blobs[blobs.count - 1] = blob } else { blobs += [blob, blob] }
    }
}
