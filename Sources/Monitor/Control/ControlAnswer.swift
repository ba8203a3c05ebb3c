package import ProbeKit

/// What came of a ``ControlRequest``: one packet of canonical JSON.
package struct ControlAnswer: RecordedObject, Hashable, Sendable {
    package var isDone = false
    /// What was done, or why not and the way out; one line.
    package var text = ""
    /// Problems of a configuration, or troubles of the monitor, a line each.
    package var problems: [String] = []

    package init() {}

    package init(done text: String, problems: [String] = []) { (isDone, self.text, self.problems) = (true, text, problems) }
    package init(refused text: String, problems: [String] = []) { (self.text, self.problems) = (text, problems) }

    /// A packet is no longer.
    package static let sizeLimit = 1 << 16

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("done", &isDone)
        try form.field("problems", &problems)
        try form.field("text", &text)
    }
}
