import ProbeKit

/// A file, or the journal, that tells of logins.
struct LoginSource: RecordedObject, Hashable, Sendable {
    /// What it is; the more confidence it deserves, the earlier it stands.
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case lastlog2, wtmpdb, journal, wtmp, lastlog

        /// Whether every session by PAM is in it. Into the others sshd(8) writes only sessions with a terminal: `ssh HOST COMMAND`, sftp and
        /// rsync leave nothing there, so that they show that somebody logged in, and never that nobody did.
        var seesEveryLogin: Bool {
            switch self {
            case .lastlog2, .journal: true
            case .wtmpdb, .wtmp, .lastlog: false
            }
        }
    }

    var kind = Kind.wtmp
    /// Escaped.
    var path = ""
    /// The oldest record in it, in seconds since 1970; nil where it holds none.
    var oldest: Int64?
    /// The newest login of anybody. A source that nobody writes any more has an old one.
    var newest: Int64?

    init() {}

    init(_ kind: Kind, _ path: String) {
        self.kind = kind
        self.path = path
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.word("kind", &kind)
        try form.field("newest", &newest)
        try form.field("oldest", &oldest)
        try form.field("path", &path)
    }
}
