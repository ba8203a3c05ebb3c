internal import Controls
internal import ProbeKit

/// A ``Finding`` as the ledger keeps it.
struct KeptFinding: RecordedObject, Hashable {
    private(set) var finding = Finding(reason: .missing, severity: .low, required: "", observed: "")

    init() {}

    init(_ finding: Finding) { self.finding = finding }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var (reason, severity, required, observed) = (finding.reason, finding.severity, finding.required, finding.observed)
        try form.field("observed", &observed)
        try form.word("reason", &reason)
        try form.field("required", &required)
        try form.word("severity", &severity)
        finding = Finding(reason: reason, severity: severity, required: required, observed: observed)
    }
}
