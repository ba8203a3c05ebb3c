import ProbeKit

/// The accounts of `/etc/passwd`, as passwd(5) describes them.
struct Passwd: Hashable, Sendable {
    var accounts: [Account] = []
    /// Lines that are no account: their numbers, without their text.
    var malformed: [Int] = []
    /// `+` and `-` entries of nss_compat, which bring in accounts from elsewhere.
    var compat: [Int] = []

    init() {}

    /// Reads the file. passwd(5) knows no comments, but the C library passes over lines that begin with `#`, and over empty ones.
    init(parsing bytes: [UInt8]) {
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            if line.isEmpty { continue }
            if line.first == UInt8(ascii: "+") || line.first == UInt8(ascii: "-") {
                compat.append(number)
                continue
            }
            guard let account = Account(parsing: line, number: number) else {
                malformed.append(number)
                continue
            }
            accounts.append(account)
        }
    }
}

/// One line of `/etc/passwd`, without its password field and its comment.
struct Account: RecordedObject, Hashable, Sendable {
    /// The name, escaped.
    var name = ""
    var uid: UInt32 = 0
    var gid: UInt32 = 0
    /// Home directory and shell, escaped; an empty shell means `/bin/sh`.
    var home = ""
    var shell = ""
    /// What the second field holds: `x` refers to shadow.
    var password = StoredPassword()
    var line = 0

    init() {}

    /// Reads seven fields; nil where there are fewer, or where an id is no number of 32 bits.
    init?(parsing line: ArraySlice<UInt8>, number: Int) {
        var fields = FieldReader(line)
        guard let name = fields.next(), !name.isEmpty, let password = fields.next(), let uid = fields.next()?.decimal,
            let gid = fields.next()?.decimal, fields.next() != nil, let home = fields.next(), let shell = fields.next(),
            let uid = UInt32(exactly: uid), let gid = UInt32(exactly: gid)
        else { return nil }
        self.name = name.escaped
        self.password = password.elementsEqual([UInt8(ascii: "x")]) ? StoredPassword(scheme: .elsewhere) : StoredPassword(password)
        self.uid = uid
        self.gid = gid
        self.home = home.escaped
        self.shell = shell.escaped
        self.line = number
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gid", &gid)
        try form.field("home", &home)
        try form.field("line", &line)
        try form.field("name", &name)
        try form.field("password", &password)
        try form.field("shell", &shell)
        try form.field("uid", &uid)
    }
}

/// The fields of a line, separated by colons.
struct FieldReader {
    private var rest: ArraySlice<UInt8>?

    init(_ line: ArraySlice<UInt8>) { rest = line }

    /// The next field, which may be empty; nil after the last.
    mutating func next() -> ArraySlice<UInt8>? {
        guard let current = rest else { return nil }
        guard let end = current.firstIndex(of: UInt8(ascii: ":")) else {
            rest = nil
            return current
        }
        rest = current[(end + 1)...]
        return current[..<end]
    }
}
