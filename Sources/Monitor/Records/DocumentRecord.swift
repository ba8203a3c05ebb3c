package import Controls
package import ProbeKit

/// The `attestation` and `roster` records: a record of human work, or an imported list, that stands on the host and that checks rely on.
/// The digest says which one it was; the document itself stays where it is.
package struct DocumentRecord: RecordedObject, Hashable, Sendable {
    /// Such as `restore-test`, `integrity-check`, `roster`.
    package var kind = ""
    /// Of a roster: when its list was made, who imported it, what was asked of which system.
    package var asOf: String?
    package var importedBy: String?
    package var query: String?
    /// Why the signature beside it does not count.
    package var signatureProblem: String?
    /// Who signed it, by `[Keys]`, and the fingerprint of the key; nil for what is not signed.
    package var signedBy: String?
    package var signingKey: String?
    package var source: String?
    package var path = ""
    package var bytes: Int64 = 0
    /// SHA-256, in hexadecimal; nil where the document is gone.
    package var digest: String?
    package var noticed = Moment(nanoseconds: 0)
    /// The digest before, which is the same where only the signature is another; nil for the first.
    package var previous: String?

    package init() {}

    package init(_ document: Document, after previous: DocumentRecord?, noticed: Moment) {
        kind = document.kind.rawValue
        path = document.path
        bytes = document.content?.bytes ?? 0
        digest = document.content?.digest
        (asOf, importedBy) = (document.origin?.asOf, document.origin?.importedBy)
        (query, source) = (document.origin?.query, document.origin?.source)
        self.previous = previous?.digest
        self.noticed = noticed
        switch document.signature {
        case nil: break
        case .verified(let signature): (signedBy, signingKey) = (signature.signer, signature.key)
        case .problem(let problem): signatureProblem = problem
        }
    }

    /// Whether a document is as it was when this was written, and signed as it was then.
    package func describes(_ document: Document) -> Bool {
        let now = DocumentRecord(document, after: nil, noticed: noticed)
        return digest == now.digest && signedBy == now.signedBy && signingKey == now.signingKey && signatureProblem == now.signatureProblem
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("as_of", &asOf)
        try form.field("bytes", &bytes)
        try form.field("digest", &digest)
        try form.field("imported_by", &importedBy)
        try form.field("kind", &kind)
        try form.nanoseconds("noticed_ns", &noticed)
        try form.field("path", &path)
        try form.field("previous", &previous)
        try form.field("query", &query)
        try form.field("signature_problem", &signatureProblem)
        try form.field("signed_by", &signedBy)
        try form.field("signing_key", &signingKey)
        try form.field("source", &source)
    }
}
