internal import Controls
internal import ProbeKit

/// A subject in a copy of the standing.
struct KeptSubject: RecordedObject {
    private(set) var subject = TestedSubject(control: "", check: "", subject: "")

    init() {}

    init(_ subject: TestedSubject) { self.subject = subject }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var (check, control, name) = (subject.test.check.rawValue, subject.test.control, subject.subject)
        try form.field("check", &check)
        try form.field("control", &control)
        try form.field("subject", &name)
        subject = TestedSubject(control: control, check: CheckID(rawValue: check), subject: name)
    }
}
