import Controls
import ProbeKit

/// An imported list of accounts, such as an export of the personnel system, as its file was found.
struct Roster: RecordedObject, Hashable, Sendable {
    /// In byte order.
    var accounts: [String] = []
    /// The day or time that the list is of, as the file has it.
    var asOf = ""
    /// Why it cannot be used.
    var gap: Unread?
    var importedBy = ""
    /// Where it was sought, escaped.
    var path = ""
    /// Nil where there is no file.
    var provenance: Provenance?
    var query: String?
    /// What the signature beside it came to; nil where there is none and nobody waits for one.
    var seal: Seal?
    /// The system that the list comes from.
    var source = ""

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounts", &accounts)
        try form.field("as_of", &asOf)
        try form.field("gap", &gap)
        try form.field("imported_by", &importedBy)
        try form.field("path", &path)
        try form.field("provenance", &provenance)
        try form.field("query", &query)
        try form.field("seal", &seal)
        try form.field("source", &source)
    }

    /// Why nobody is approved by it; nil where it can be used.
    var obstacle: Unread? {
        gap ?? seal?.gap
            ?? (provenance == nil ? Unread(path, .unreadable, "there is no such file; put the list there, or take Roster= back") : nil)
    }

    /// The file as something that people are accountable for; nil where it could not be read.
    var document: Document? {
        guard let provenance, let digest = provenance.digest else { return gap == nil ? Document(.roster, path, nil) : nil }
        let origin = Document.Origin(source: source, query: query, importedBy: importedBy, asOf: asOf)
        return Document(
            .roster, path, Document.Content(bytes: provenance.size, digest: digest), origin: gap == nil ? origin : nil,
            signature: seal?.signature)
    }
}
