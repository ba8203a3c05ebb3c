import ProbeKit

/// The groups of `/etc/group`, as group(5) describes them.
struct GroupFile: Hashable, Sendable {
    var groups: [Group] = []
    /// Lines that are no group: their numbers, without their text.
    var malformed: [Int] = []
    /// `+` and `-` entries of nss_compat, which bring in groups from elsewhere.
    var compat: [Int] = []

    init() {}

    /// - Parameter kept: what is kept of a group; nil for nothing.
    init(parsing bytes: [UInt8], keeping kept: (Group) -> Group? = { $0 }) {
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            if line.isEmpty { continue }
            if line.first == UInt8(ascii: "+") || line.first == UInt8(ascii: "-") {
                compat.append(number)
                continue
            }
            guard let group = Group(parsing: line, number: number) else {
                malformed.append(number)
                continue
            }
            if let group = kept(group) { groups.append(group) }
        }
    }
}

/// One line of `/etc/group`.
struct Group: RecordedObject, Hashable, Sendable {
    /// The name, escaped.
    var name = ""
    var gid: UInt32 = 0
    /// The supplementary members, escaped; accounts with this primary group are not among them.
    var members: [String] = []
    var line = 0
    /// What gshadow adds, or a password in the line itself; nil for nothing.
    var shadow: GroupShadow?

    init() {}

    init?(parsing line: ArraySlice<UInt8>, number: Int) {
        var fields = FieldReader(line)
        guard let name = fields.next(), !name.isEmpty, let password = fields.next(), let gid = fields.next()?.decimal,
            let gid = UInt32(exactly: gid), let members = fields.next()
        else { return nil }
        self.name = name.escaped
        self.gid = gid
        self.members = members.split(separator: UInt8(ascii: ",")).map(\.escaped)
        self.line = number
        guard GroupShadow.opens(password) else { return }
        shadow = GroupShadow()
        shadow?.hasPassword = true
    }

    /// Joins the line of gshadow with its name, whose password takes the place of its own.
    mutating func join(_ entry: GroupShadow) { shadow = entry.beside(members) }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("gid", &gid)
        try form.field("line", &line)
        try form.field("members", &members)
        try form.field("name", &name)
        try form.field("shadow", &shadow)
    }
}
