package import ProbeKit

/// Accounts, grants and keys as they were seen at one moment.
package struct AccountDriftEvidence: RecordedObject, Hashable, Sendable {
    var accounts = AccountInventory()
    /// Nil where the settings name no roster of departures.
    var departures: DeparturesSeen?
    var grants = GrantSources()
    var keys = KeyInventory()
    var logins = LoginHistory()
    /// Nil where the settings name none.
    var review: AccessReview?
    /// Nil where the settings name none.
    var rosters: [Roster]?
    /// Days since 1970-01-01, for accounts that expire.
    var today: Int64 = 0

    package init() {}

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounts", &accounts)
        try form.field("departures", &departures)
        try form.field("grants", &grants)
        try form.field("keys", &keys)
        try form.field("logins", &logins)
        try form.field("review", &review)
        try form.field("rosters", &rosters)
        try form.field("today", &today)
    }
}
