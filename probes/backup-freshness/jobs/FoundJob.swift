import ProbeKit

/// A backup job that the host seems to have.
struct FoundJob: RecordedObject, Hashable, Sendable {
    /// What it runs, such as `restic`; never its arguments.
    var tool = ""
    /// The file that starts it, escaped.
    var path = ""
    var line: Int?

    init() {}

    init(tool: String, path: String, line: Int?) {
        self.tool = tool
        self.path = path
        self.line = line
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("line", &line)
        try form.field("path", &path)
        try form.field("tool", &tool)
    }
}
