import Controls

/// One line of a probe child's reply.
///
/// In a result whatever is left out is as in the result before: neighbours differ in little but their subject, and there may be a
/// hundred thousand of them.
struct Frame: RecordedObject {
    enum Kind: String {
        case result, population, document, evidence, failure, end
    }

    var kind = Kind.end
    var reason: String?
    var text: String?
    private(set) var check: String?
    private var counts: [Int]?
    /// The lines of the sources, 0 for a source as a whole.
    private var lines: [Int]?
    private var noteCodes: [String]?
    private var notes: [String]?
    private var observed: String?
    private var outcome: Outcome?
    private var paths: [String]?
    private var required: String?
    private var signedBy: String?
    private var signingKey: String?
    private var subject: String?

    init() {}

    init(kind: Kind) { self.kind = kind }

    init(_ result: CheckResult, after last: CheckResult?) {
        kind = .result
        subject = result.subject
        if result.check != last?.check { check = result.check.rawValue }
        if result.observed != last?.observed { observed = result.observed }
        if result.required != last?.required { required = result.required }
        if result.verdict != last?.verdict {
            outcome = result.verdict.outcome
            reason = result.verdict.reason
        }
        if result.sources != last?.sources {
            lines = result.sources.map { $0.line ?? 0 }
            let paths = result.sources.map(\.path)
            if paths != last?.sources.map(\.path) { self.paths = paths }
        }
        if result.notes != last?.notes {
            notes = result.notes.map(\.text)
            noteCodes = result.notes.map(\.code.rawValue)
        }
    }

    init(_ check: CheckID, _ population: Population) {
        kind = .population
        self.check = check.rawValue
        counts = Outcome.allCases.map(population.count)
    }

    init(_ document: Document) {
        kind = .document
        subject = document.kind.rawValue
        paths = [document.path]
        switch document.signature {
        case nil: break
        case .verified(let signature): (signedBy, signingKey) = (signature.signer, signature.key)
        case .problem(let problem): text = problem
        }
        guard let content = document.content else { return }
        observed = content.digest
        counts = [Int(clamping: content.bytes)]
        notes = document.origin.map { [$0.source, $0.importedBy, $0.asOf] + [$0.query].compactMap(\.self) }
    }

    func document() throws(RecordProblem) -> Document {
        guard let kind = subject.flatMap(Document.Kind.init), let path = paths?.first else {
            throw RecordProblem(text: "a document without kind or path", offset: 0)
        }
        let bytes = Int64(counts?.first ?? 0)
        return Document(
            kind, path, observed.map { Document.Content(bytes: bytes, digest: $0) }, origin: try origin(), signature: signature)
    }

    private var signature: Document.Signature? {
        guard let signedBy, let signingKey else { return text.map { .problem($0) } }
        return .verified(VerifiedSignature(signer: signedBy, key: signingKey))
    }

    /// Where a document comes from: source, importer, time and, if there was one, the query.
    private func origin() throws(RecordProblem) -> Document.Origin? {
        guard let notes else { return nil }
        guard (3...4).contains(notes.count) else { throw RecordProblem(text: "a document of half an origin", offset: 0) }
        return Document.Origin(source: notes[0], query: notes.count == 4 ? notes[3] : nil, importedBy: notes[1], asOf: notes[2])
    }

    func result(after last: CheckResult?) throws(RecordProblem) -> CheckResult {
        let verdict = outcome == nil ? last?.verdict : outcome.flatMap { Verdict(outcome: $0, reason: reason) }
        guard let subject, let verdict, let check = check.map(CheckID.init(rawValue:)) ?? last?.check else {
            throw RecordProblem(text: "a result without check, subject or known reason", offset: 0)
        }
        return CheckResult(
            check, subject: subject, verdict, required: required ?? last?.required ?? "", observed: observed ?? last?.observed ?? "",
            sources: try sources(after: last), notes: try notes(after: last))
    }

    private func sources(after last: CheckResult?) throws(RecordProblem) -> [Source] {
        guard let lines else { return last?.sources ?? [] }
        let paths = paths ?? last?.sources.map(\.path) ?? []
        guard paths.count == lines.count else { throw RecordProblem(text: "sources without lines", offset: 0) }
        return zip(paths, lines).map { Source($0, line: $1 == 0 ? nil : $1) }
    }

    private func notes(after last: CheckResult?) throws(RecordProblem) -> [Note] {
        guard let notes else { return last?.notes ?? [] }
        let codes = (noteCodes ?? []).compactMap(Note.Code.init)
        guard codes.count == notes.count else { throw RecordProblem(text: "notes without known codes", offset: 0) }
        return zip(codes, notes).map { Note($0, $1) }
    }

    var population: Population {
        zip(Outcome.allCases, counts ?? []).reduce(Population()) { sum, pair in sum.counting(pair.0, times: pair.1) }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("check", &check)
        try form.field("counts", &counts)
        try form.word("kind", &kind)
        try form.field("lines", &lines)
        try form.field("note_codes", &noteCodes)
        try form.field("notes", &notes)
        try form.field("observed", &observed)
        try form.word("outcome", &outcome)
        try form.field("paths", &paths)
        try form.field("reason", &reason)
        try form.field("required", &required)
        try form.field("signed_by", &signedBy)
        try form.field("signing_key", &signingKey)
        try form.field("subject", &subject)
        try form.field("text", &text)
    }
}
