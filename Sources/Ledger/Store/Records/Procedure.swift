package import ProbeKit

/// Who looked, and how: what the executions of one probe have in common until a plan, a program or the host changes. Kept once.
package struct Procedure: RecordedObject, Hashable, Sendable {
    /// SHA-256 of the program that ran.
    package var code = ""
    package var hostname = ""
    package var kernel = ""
    package var os = ""
    /// The plan's content hash.
    package var plan = ""
    package var probe = ""
    /// SHA-256 of the settings.
    package var settings = ""
    package var user: UInt32 = 0
    package var version = ""

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("code_sha256", &code)
        try form.field("hostname", &hostname)
        try form.field("kernel", &kernel)
        try form.field("os", &os)
        try form.field("plan", &plan)
        try form.field("probe", &probe)
        try form.field("probe_version", &version)
        try form.field("settings_sha256", &settings)
        try form.field("uid", &user)
    }
}
