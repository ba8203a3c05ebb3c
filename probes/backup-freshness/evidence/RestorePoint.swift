import ProbeKit

/// A state of the data that can be restored: a snapshot, an archive, a dump.
struct RestorePoint: RecordedObject, Hashable, Sendable {
    /// What the tool calls it: a snapshot id, an archive's name, a path. Escaped.
    var id = ""
    /// When it was complete, in seconds since 1970; when it began where the tool tells nothing else.
    var finish: Int64 = 0
    /// The size of the data in it, or of the file; nil where the tool does not tell.
    var bytes: Int64?

    init() {}

    init(_ id: String, finish: Int64, bytes: Int64? = nil) {
        self.id = id
        self.finish = finish
        self.bytes = bytes
    }

    /// The times that points may bear, in seconds since 1970: those that a ``Moment`` can be.
    static let times: ClosedRange<Int64> = -9_223_372_036...9_223_372_036

    /// Whether one id is the short form of another, as restic prints them: at least 8 hexadecimal digits of 64.
    static func abbreviates(_ short: String, _ id: String) -> Bool {
        short.utf8.count >= 8 && id.utf8.count == 64 && id.hasPrefix(short)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bytes", &bytes)
        try form.field("finish", &finish)
        try form.field("id", &id)
    }
}
