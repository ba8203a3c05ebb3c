import ProbeKit

/// What `/etc/gshadow` adds to a group, and whether its password lets anybody in: gshadow(5), newgrp(1). No hash is kept.
struct GroupShadow: RecordedObject, Hashable, Sendable {
    /// Who may change its members and its password, escaped: gpasswd(1).
    var administrators: [String] = []
    /// Whether the group has a password: newgrp(1) lets everybody in who knows it.
    var hasPassword = false
    /// The line in `/etc/gshadow`; nil where the group has none there, so that `/etc/group` counts.
    var line: Int?
    /// Those whom newgrp(1) lets in without a password though `/etc/group` does not name them, escaped.
    var members: [String] = []

    init() {}

    /// Reads a line; nil where it has fewer than four fields.
    init?(parsing line: ArraySlice<UInt8>, number: Int) {
        var fields = FieldReader(line)
        guard let name = fields.next(), !name.isEmpty, let password = fields.next(), let administrators = fields.next(),
            let members = fields.next()
        else { return nil }
        hasPassword = Self.opens(password)
        self.administrators = administrators.split(separator: UInt8(ascii: ",")).map(\.escaped)
        self.members = members.split(separator: UInt8(ascii: ",")).map(\.escaped)
        self.line = number
    }

    /// Whether a password field lets somebody in. An empty one lets nobody in, other than with accounts.
    static func opens(_ password: ArraySlice<UInt8>) -> Bool {
        let stored = StoredPassword(password)
        return stored.scheme.isHash && !stored.isLocked
    }

    /// Nil where it adds nothing.
    func beside(_ listed: [String]) -> GroupShadow? {
        var rest = self
        // useradd(8) and its kin keep both lists alike, and there may be a hundred thousand names in them.
        if rest.members == listed {
            rest.members = []
        } else {
            let known = Set(listed)
            rest.members.removeAll(where: known.contains)
        }
        return rest.hasPassword || !rest.administrators.isEmpty || !rest.members.isEmpty ? rest : nil
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("administrators", &administrators)
        try form.field("line", &line)
        try form.field("members", &members)
        try form.field("password", &hasPassword)
    }
}
