package import ProbeKit

/// What a backup job says about its last run: format `soc2d.backup.v1`.
package struct BackupStatus: RecordedObject, Hashable, Sendable {
    package enum Result: String, CaseIterable, Sendable {
        case success
        /// Something can be restored, but not everything that should be there, such as restic's exit status 3.
        case incomplete
        case failure
    }

    /// The size of the data, in bytes.
    package var bytes: Int64?
    /// How the backup is encrypted, in the tool's word; `none` where it is not.
    package var encryption: String?
    package var exitCode: Int64 = 0
    /// Seconds since 1970.
    package var finish: Int64 = 0
    /// What the tool calls the new restore point.
    package var id: String?
    /// The newest complete backup before this run; nil where there was none.
    package var lastComplete: LastComplete?
    /// When the oldest restore point that is still kept was complete, in seconds since 1970.
    package var oldest: Int64?
    /// How many restore points are kept.
    package var points: Int?
    /// Where the backup lies.
    package var repository: String?
    package var result = Result.success
    /// The name of the set.
    package var set = ""
    /// Seconds since 1970.
    package var start: Int64?

    package init() {}

    /// An earlier backup.
    package struct LastComplete: RecordedObject, Hashable, Sendable {
        package var bytes: Int64?
        /// Seconds since 1970.
        package var finish: Int64 = 0
        package var id: String?

        package init() {}

        package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("bytes", &bytes)
            try form.field("finish", &finish)
            try form.field("id", &id)
        }
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("bytes", &bytes)
        try form.field("encryption", &encryption)
        try form.field("exit_code", &exitCode)
        try form.field("finish", &finish)
        try form.field("id", &id)
        try form.field("last_complete", &lastComplete)
        try form.field("oldest", &oldest)
        try form.field("points", &points)
        try form.field("repository", &repository)
        try form.word("result", &result)
        try form.field("set", &set)
        try form.field("start", &start)
    }
}
