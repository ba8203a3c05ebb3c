package import ProbeKit

/// What a run of the tool's own verification came to: format `soc2d.integrity-check.v1`.
package struct IntegrityCheck: RecordedObject, Hashable, Sendable {
    /// How much was read back.
    package enum Scope: String, CaseIterable, Sendable {
        /// The contents, such as `restic check --read-data`.
        case data
        /// Indexes and structure only.
        case metadata
    }

    package var author: String?
    package var exitCode: Int64 = 0
    /// Seconds since 1970.
    package var finish: Int64 = 0
    package var scope: Scope?
    /// The name of the set.
    package var set = ""
    /// The `Source=` that the set had, escaped; nil where the record does not say it.
    package var source: String?
    /// Seconds since 1970.
    package var start: Int64?

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("author", &author)
        try form.field("exit_code", &exitCode)
        try form.field("finish", &finish)
        try form.word("scope", &scope)
        try form.field("set", &set)
        try form.field("source", &source)
        try form.field("start", &start)
    }
}
