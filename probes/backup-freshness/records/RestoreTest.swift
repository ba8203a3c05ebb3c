package import ProbeKit

/// A restore that was tried and compared: format `soc2d.restore-test.v1`.
package struct RestoreTest: RecordedObject, Hashable, Sendable {
    package var author = ""
    /// What was restored, compared with what it should be; nil where nothing was compared, which is no test.
    package var comparison: Comparison?
    /// The exit status of the restore; nil where it was done by hand.
    package var exitCode: Int64?
    /// Seconds since 1970.
    package var finish: Int64 = 0
    /// The restore point, as the tool calls it.
    package var from = ""
    /// When that point was complete, in seconds since 1970, if it was seen in the listing when the record was made.
    package var fromFinish: Int64?
    /// The name of the set.
    package var set = ""
    /// The `Source=` that the set had, escaped; nil where the record does not say it.
    package var source: String?
    /// Seconds since 1970.
    package var start: Int64 = 0
    /// Where it was restored to.
    package var target = ""

    package init() {}

    /// A comparison by SHA-256 of every file.
    package struct Comparison: RecordedObject, Hashable, Sendable {
        /// What the restored files were compared with: a list of checksums, or a directory.
        package var against = ""
        package var bytes: Int64 = 0
        /// Files of which the contents were compared.
        package var compared = 0
        package var different = 0
        /// Files that should be there and are not.
        package var missing = 0

        package init() {}

        package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
            try form.field("against", &against)
            try form.field("bytes", &bytes)
            try form.field("compared", &compared)
            try form.field("different", &different)
            try form.field("missing", &missing)
        }
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("author", &author)
        try form.field("comparison", &comparison)
        try form.field("exit_code", &exitCode)
        try form.field("finish", &finish)
        try form.field("from", &from)
        try form.field("from_finish", &fromFinish)
        try form.field("set", &set)
        try form.field("source", &source)
        try form.field("start", &start)
        try form.field("target", &target)
    }
}
