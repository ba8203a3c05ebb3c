import ProbeKit

/// Somebody who left: a section `[Departed]` of a roster of departures.
struct Departure: RecordedObject, Hashable, Sendable {
    /// Names of accounts, as they are printed.
    var accounts: [String] = []
    /// Fingerprints of keys: `SHA256:…`.
    var keys: [String] = []
    /// Seconds since 1970.
    var leftAt: Int64 = 0
    /// Where the section begins.
    var line = 0
    /// Escaped.
    var person = ""

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounts", &accounts)
        try form.field("keys", &keys)
        try form.field("left_at", &leftAt)
        try form.field("line", &line)
        try form.field("person", &person)
    }
}
