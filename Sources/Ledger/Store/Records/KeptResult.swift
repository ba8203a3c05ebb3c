internal import Controls
internal import ProbeKit

/// One result as the ledger keeps it; its check stands once for all of them.
struct KeptResult: RecordedObject, Hashable {
    private var verdict: Verdict = .pass(nil)
    /// 0 for a source as a whole.
    private var lines: [Int]?
    private var noteCodes: [String]?
    private var notes: [String]?
    private var observed = ""
    private var paths: [String]?
    private var required = ""
    private var subject = ""

    init() {}

    init(_ result: CheckResult) {
        verdict = result.verdict
        lines = result.sources.map { $0.line ?? 0 }.unlessEmpty
        noteCodes = result.notes.map(\.code.rawValue).unlessEmpty
        notes = result.notes.map(\.text).unlessEmpty
        observed = result.observed
        paths = result.sources.map(\.path).unlessEmpty
        required = result.required
        subject = result.subject
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var outcome = verdict.outcome
        var reason = verdict.reason
        try form.field("lines", &lines)
        try form.field("note_codes", &noteCodes)
        try form.field("notes", &notes)
        try form.field("observed", &observed)
        try form.word("outcome", &outcome)
        try form.field("paths", &paths)
        try form.field("reason", &reason)
        try form.field("required", &required)
        try form.field("subject", &subject)
        guard let known = Verdict(outcome: outcome, reason: reason), lines?.count == paths?.count, noteCodes?.count == notes?.count,
            noteCodes?.allSatisfy({ Note.Code(rawValue: $0) != nil }) ?? true
        else { throw RecordProblem(text: "no such result", offset: form.bytes.count) }
        verdict = known
    }

    func result(of check: CheckID) -> CheckResult {
        CheckResult(
            check, subject: subject, verdict, required: required, observed: observed,
            sources: zip(paths ?? [], lines ?? []).map { Source($0, line: $1 == 0 ? nil : $1) },
            notes: zip(noteCodes ?? [], notes ?? []).compactMap { code, text in Note.Code(rawValue: code).map { Note($0, text) } })
    }
}
