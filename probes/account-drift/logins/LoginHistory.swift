import ProbeKit

/// What the sources of logins tell of the accounts that somebody can log in to.
struct LoginHistory: RecordedObject, Hashable, Sendable {
    /// When it was looked at, in seconds since 1970.
    var seen: Int64 = 0
    var sources: [LoginSource] = []
    /// Sources that are there and could not be read.
    var unread: [Unread] = []
    /// The accounts with a usable credential of which a source knows a login.
    var logins: [LastLogin] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("logins", &logins)
        try form.field("seen", &seen)
        try form.field("sources", &sources)
        try form.field("unread", &unread)
    }
}
