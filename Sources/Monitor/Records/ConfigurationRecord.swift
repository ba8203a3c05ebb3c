package import ProbeKit

/// The `config-change` record: what the monitor goes by from here on, or what it was given and refused.
package struct ConfigurationRecord: RecordedObject, Hashable, Sendable {
    /// Who asked for it; `start` where the monitor started with it.
    package var author = ""
    package var isAccepted = true
    /// SHA-256 over every control, setting, waiver and silence in force, in hexadecimal; of what was refused, the one that stays.
    package var digest = ""
    /// The one before; nil for the first.
    package var previous: String?
    /// Assignments that are new or gone, a line each: `+ open-ports AllowListener=tcp/22 (/etc/soc2d/…:3)`. At most 100.
    package var differences: [String] = []
    /// Why it was refused, a line each. At most 25.
    package var problems: [String] = []

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accepted", &isAccepted)
        try form.field("author", &author)
        try form.field("differences", &differences)
        try form.field("digest", &digest)
        try form.field("previous", &previous)
        try form.field("problems", &problems)
    }
}
