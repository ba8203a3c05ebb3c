import ProbeKit

/// Something that works on in the name of an account: a job, or a session.
struct DepartureTrace: RecordedObject, Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case atJob = "at-job"
        case cronLine = "cron-line"
        case crontab
        case linger
        case session
        case timer
    }

    /// Its name, as it is printed.
    var account = ""
    var kind = Kind.crontab
    /// From 1; nil where the whole file says it.
    var line: Int?
    /// Escaped.
    var path = ""

    init() {}

    init(_ kind: Kind, _ account: String, _ path: HostPath, line: Int? = nil) {
        self.account = account
        self.kind = kind
        self.line = line
        self.path = path.escaped
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("account", &account)
        try form.word("kind", &kind)
        try form.field("line", &line)
        try form.field("path", &path)
    }
}

/// A user as whom processes run.
struct RunningUser: RecordedObject, Hashable, Sendable {
    var count = 0
    /// One of the processes.
    var pid = 0
    var uid: UInt32 = 0

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("count", &count)
        try form.field("pid", &pid)
        try form.field("uid", &uid)
    }
}

/// The people who left, and what works on in the names of their accounts.
struct DeparturesSeen: RecordedObject, Hashable, Sendable {
    /// Seconds since 1970.
    var now: Int64 = 0
    /// As whom processes run; nil where only files were seen.
    var processes: [RunningUser]?
    var rosters: [DepartureRoster] = []
    var traces: [DepartureTrace] = []
    /// What could not be looked at.
    var unread: [Unread] = []

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("now", &now)
        try form.field("processes", &processes)
        try form.field("rosters", &rosters)
        try form.field("traces", &traces)
        try form.field("unread", &unread)
    }
}
