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
    /// When it was looked at: seconds since 1970.
    var readAt: Int64 = 0
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
        try form.field("read_at", &readAt)
        try form.field("seal", &seal)
        try form.field("source", &source)
    }

    /// The time that the list is of; nil for what is neither a day nor a time.
    var time: SaidTime? { SaidTime(asOf) }

    /// Why nobody knows what it says; nil where that is known.
    var obstacle: Unread? {
        gap ?? seal?.gap
            ?? (provenance == nil ? Unread(path, .unreadable, "there is no such file; put the list there, or take its line back") : nil)
    }

    /// Why nobody may rely on what it says: it cannot be used, or is too old.
    func obstacle(olderThan limit: TimeSpan) -> Unread? { obstacle ?? age(over: limit) }

    /// That it is older than it may be; nil where it is not.
    func age(over limit: TimeSpan) -> Unread? {
        guard obstacle == nil, let age = time.flatMap({ Moment(seconds: readAt).since($0.latest) }), age > limit else { return nil }
        return Unread(path, .staleSource, "AsOf=\(asOf) is longer ago than RosterMaximumAge=\(limit); import the list anew")
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
