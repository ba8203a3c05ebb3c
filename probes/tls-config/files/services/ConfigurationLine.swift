import Controls
import ProbeKit

/// A line of a configuration, as it is kept.
struct ConfigurationLine: RecordedObject, Hashable, Sendable {
    /// Escaped.
    var path = ""
    var number = 0

    init() {}

    init(_ line: ConfigurationScan.Line) {
        path = line.path.escaped
        number = line.number
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("number", &number)
        try form.field("path", &path)
    }

    var source: Source { Source(path, line: number) }
}
