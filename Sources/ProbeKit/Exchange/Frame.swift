import Controls

/// One line of a probe child's reply.
struct Frame: RecordedObject {
    enum Kind: String {
        case result, population, evidence, failure, end
    }

    var kind = Kind.end
    var check: String?
    var observed: String?
    var outcome: Outcome?
    var reason: String?
    var required: String?
    var subject: String?
    var text: String?
    private var counts: [Int]?
    private var notes: [FrameNote]?
    private var sources: [FrameSource]?

    init() {}

    init(kind: Kind) { self.kind = kind }

    init(_ result: CheckResult) {
        kind = .result
        check = result.check.rawValue
        observed = result.observed
        outcome = result.verdict.outcome
        reason = result.verdict.reason
        required = result.required
        subject = result.subject
        if !result.notes.isEmpty { notes = result.notes.map(FrameNote.init) }
        if !result.sources.isEmpty { sources = result.sources.map(FrameSource.init) }
    }

    init(_ check: CheckID, _ population: Population) {
        kind = .population
        self.check = check.rawValue
        counts = Outcome.allCases.map(population.count)
    }

    func result() throws(RecordProblem) -> CheckResult {
        guard let check, let subject, let outcome, let verdict = Verdict(outcome: outcome, reason: reason) else {
            throw RecordProblem(text: "a result without check, subject or known reason", offset: 0)
        }
        return CheckResult(
            CheckID(rawValue: check), subject: subject, verdict, required: required ?? "", observed: observed ?? "",
            sources: (sources ?? []).map(\.source), notes: (notes ?? []).map(\.note))
    }

    var population: Population {
        zip(Outcome.allCases, counts ?? []).reduce(Population()) { sum, pair in sum.counting(pair.0, times: pair.1) }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("check", &check)
        try form.field("counts", &counts)
        try form.word("kind", &kind)
        try form.field("notes", &notes)
        try form.field("observed", &observed)
        try form.word("outcome", &outcome)
        try form.field("reason", &reason)
        try form.field("required", &required)
        try form.field("sources", &sources)
        try form.field("subject", &subject)
        try form.field("text", &text)
    }
}

private struct FrameNote: RecordedObject {
    private var code = Note.Code.attention
    private var text = ""

    init() {}

    init(_ note: Note) {
        code = note.code
        text = note.text
    }

    var note: Note { Note(code, text) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("code", &code)
        try form.field("text", &text)
    }
}

private struct FrameSource: RecordedObject {
    private var line: Int?
    private var path = ""

    init() {}

    init(_ source: Source) {
        line = source.line
        path = source.path
    }

    var source: Source { Source(path, line: line) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("line", &line)
        try form.field("path", &path)
    }
}
