import ProbeKit

/// What the account files say about the password of one account, without any hash.
struct AccountPassword: RecordedObject, Hashable, Sendable {
    /// The name, escaped.
    var name = ""
    /// Lines in passwd, 0 where there is no such file, and in shadow; nil for no entry there.
    var line: Int32 = 0
    var shadowLine: Int32?
    /// The second field of passwd, and of shadow.
    var passwd = StoredPassword()
    var shadow = StoredPassword()
    /// Fields 3, 5 and 7 of shadow, in days; clamped to 32 bits. A password in passwd does not age, whatever shadow says: nil then.
    var lastChange: Int32?
    var maximumAge: Int32?
    var inactive: Int32?

    init() {}

    init(_ account: Account) {
        name = account.name
        line = Int32(clamping: account.line)
        passwd = account.password
    }

    /// An account of which no passwd tells.
    init(onlyInShadow name: String) {
        self.name = name
        passwd = StoredPassword(scheme: .elsewhere)
    }

    mutating func join(_ entry: ShadowEntry) {
        shadowLine = Int32(clamping: entry.line)
        shadow = entry.password
        guard passwd.scheme == .elsewhere else { return }
        lastChange = entry.lastChange.map { Int32(clamping: $0) }
        maximumAge = entry.maximumAge.map { Int32(clamping: $0) }
        inactive = entry.inactive.map { Int32(clamping: $0) }
    }

    /// The password that counts; nil where passwd refers to shadow and shadow has no entry.
    var effective: StoredPassword? {
        if passwd.scheme != .elsewhere { return passwd }
        return shadowLine == nil ? nil : shadow
    }

    /// Whether no day of the last change is known, which pam_unix takes for the day before the first.
    var hasNoLastChange: Bool { lastChange.map { $0 < 0 } ?? true }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("inactive", &inactive)
        try form.field("last_change", &lastChange)
        try form.field("line", &line)
        try form.field("maximum_age", &maximumAge)
        try form.field("name", &name)
        try form.field("passwd", &passwd)
        try form.field("shadow", &shadow)
        try form.field("shadow_line", &shadowLine)
    }
}
