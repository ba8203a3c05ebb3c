internal import Controls
internal import ProbeKit

/// The ``TestHistory`` of one test of a control.
struct KeptHistory: RecordedObject {
    private(set) var test = TestedCheck(control: "", check: "")
    private(set) var history = TestHistory()

    init() {}

    init(_ test: TestedCheck, _ history: TestHistory) { (self.test, self.history) = (test, history) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var apart = history.apart.sorted { $0.key < $1.key }.map { LastPass($0.key, $0.value) }
        var (check, control) = (test.check.rawValue, test.control)
        var closed = Self.kept(history.closed)
        var lastComplete = history.lastComplete.map(KeptPerformance.init)
        var open = Self.kept(history.open)
        try form.field("apart", &apart)
        try form.field("check", &check)
        try form.field("closed", &closed)
        try form.field("control", &control)
        try form.field("last_complete", &lastComplete)
        try form.field("open", &open)
        guard form.isReading else { return }
        test = TestedCheck(control: control, check: CheckID(rawValue: check))
        history = TestHistory(
            open: try open.map { kept throws(RecordProblem) in try kept.deficiency(of: test) },
            closed: try closed.map { kept throws(RecordProblem) in try kept.deficiency(of: test) },
            lastComplete: lastComplete?.performance, apart: Dictionary(apart.map { ($0.subject, $0.pass) }) { first, _ in first })
    }

    private static func kept(_ deficiencies: [String: Boxed<Deficiency>]) -> [KeptDeficiency] {
        let inOrder = deficiencies.values.map { (id: $0.value.id, kept: $0) }.sorted { $0.id < $1.id }
        return inOrder.map { KeptDeficiency($0.kept.value) }
    }

    private struct LastPass: RecordedObject {
        private(set) var subject = ""
        private(set) var pass = TestHistory.LastPass(moment: nil)

        init() {}

        init(_ subject: String, _ pass: TestHistory.LastPass) { (self.subject, self.pass) = (subject, pass) }

        mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            var moment = pass.moment
            try form.nanoseconds("moment_ns", &moment)
            try form.field("subject", &subject)
            pass = TestHistory.LastPass(moment: moment)
        }
    }
}
