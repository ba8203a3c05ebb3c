import Controls
import ProbeKit

/// A record file as it was found. Neither record nor gap: there is none.
struct ReadRecord<Record: RecordedObject & Hashable & Sendable>: RecordedObject, Hashable, Sendable {
    /// Why it cannot be used.
    var gap: Unread?
    /// Where it was sought, escaped.
    var path = ""
    var provenance: Provenance?
    var record: Record?
    /// What the signature beside it came to; nil where there is none and nobody waits for one.
    var seal: Seal?

    /// Why it proves nothing; nil where it can be used, and where there is none.
    var obstacle: Unread? { gap ?? seal?.gap }

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gap", &gap)
        try form.field("path", &path)
        try form.field("provenance", &provenance)
        try form.field("record", &record)
        try form.field("seal", &seal)
    }

    /// The file as something that people are accountable for; nil where it could not be read.
    func document(_ kind: Document.Kind) -> Document? {
        guard !path.isEmpty else { return nil }
        guard let provenance, let digest = provenance.digest else { return gap == nil ? Document(kind, path, nil) : nil }
        return Document(kind, path, Document.Content(bytes: provenance.size, digest: digest), signature: seal?.signature)
    }
}
