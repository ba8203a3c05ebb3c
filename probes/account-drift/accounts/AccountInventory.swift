import ProbeKit

/// The accounts and groups of a host, with what could not be read of them.
struct AccountInventory: RecordedObject, Hashable, Sendable {
    var accounts: [AccountFact] = []
    /// The groups that matter: with a number below 1000, with members, or named by a setting or a grant. The private group
    /// that every ordinary account has does not.
    var groups: [Group] = []
    /// Lines of `/etc/passwd`, `/etc/shadow`, `/etc/group` and `/etc/gshadow` that are nothing known, and `+` and `-` lines.
    var badLines: [BadLines] = []
    var passwd: Unread?
    var shadow: Unread?
    var group: Unread?
    var groupShadow: Unread?
    /// Sources of accounts, groups and sudo rules other than the files, with the databases that name them.
    var elsewhere: [ForeignSource] = []
    /// The first uid of people, and the line of `/etc/login.defs`; without a line the default 1000.
    var firstHumanUID = 1000
    var firstHumanUIDLine: Int?
    var loginDefs: Unread?
    var nameSwitch: Unread?

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounts", &accounts)
        try form.field("bad_lines", &badLines)
        try form.field("elsewhere", &elsewhere)
        try form.field("first_human_uid", &firstHumanUID)
        try form.field("first_human_uid_line", &firstHumanUIDLine)
        try form.field("group", &group)
        try form.field("group_shadow", &groupShadow)
        try form.field("groups", &groups)
        try form.field("login_defs", &loginDefs)
        try form.field("name_switch", &nameSwitch)
        try form.field("passwd", &passwd)
        try form.field("shadow", &shadow)
    }
}

/// Lines of one file that could not be understood: their numbers, never their text.
struct BadLines: RecordedObject, Hashable, Sendable {
    var path = ""
    /// The first of them; ``count`` says how many there are.
    var lines: [Int] = []
    var count = 0
    /// What they are, such as `no account`.
    var kind = ""

    static let named = 20

    init() {}

    /// Nil where there are none.
    init?(_ path: String, _ lines: [Int], kind: String) {
        guard !lines.isEmpty else { return nil }
        self.path = path
        self.lines = Array(lines.prefix(Self.named))
        count = lines.count
        self.kind = kind
    }

    /// Such as `line 3 is no account`.
    var text: String {
        let numbers = lines.map(String.init).joined(separator: ", ")
        return count == 1 ? "line \(numbers) is \(kind)" : "\(count) lines are \(kind): \(numbers)\(count > lines.count ? ", …" : "")"
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("count", &count)
        try form.field("kind", &kind)
        try form.field("lines", &lines)
        try form.field("path", &path)
    }
}

/// A source of nsswitch.conf(5) that cannot be listed from files.
struct ForeignSource: RecordedObject, Hashable, Sendable {
    /// The service, such as `sss`.
    var name = ""
    /// The databases that ask it: `passwd`, `group`, `shadow`, `sudoers`.
    var databases: [String] = []
    var line: Int?

    init() {}

    init(name: String, databases: [String], line: Int?) {
        self.name = name
        self.databases = databases
        self.line = line
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("databases", &databases)
        try form.field("line", &line)
        try form.field("name", &name)
    }
}
