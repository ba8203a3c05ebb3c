import ProbeKit

/// A record file as it was found. Neither record nor gap: there is none.
struct ReadRecord<Record: RecordedObject & Hashable & Sendable>: RecordedObject, Hashable, Sendable {
    /// Why it cannot be used.
    var gap: Unread?
    /// Where it was sought, escaped.
    var path = ""
    var provenance: Provenance?
    var record: Record?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gap", &gap)
        try form.field("path", &path)
        try form.field("provenance", &provenance)
        try form.field("record", &record)
    }
}
