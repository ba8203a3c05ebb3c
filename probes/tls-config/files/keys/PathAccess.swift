import ProbeKit

/// Who may do what with a file or a directory.
struct PathAccess: RecordedObject, Hashable, Sendable {
    /// Escaped.
    var path = ""
    var owner: UInt32 = 0
    var group: UInt32 = 0
    var mode: UInt32 = 0
    /// What the owning group may, the mask of a list applied: 4 read, 2 write, 1 execute.
    var groupPermissions: UInt16 = 0
    /// The named users and groups of its access control list.
    var entries: [AccessEntry] = []

    init() {}

    init(_ path: HostPath, _ status: FileStatus, _ list: AccessList?) {
        self.path = path.escaped
        owner = status.owner
        group = status.group
        mode = status.mode
        groupPermissions = UInt16(status.mode >> 3 & 7)
        if let list {
            groupPermissions = list.owningGroup & list.mask
            entries = list.entries.map { AccessEntry(kind: $0.kind, id: $0.id, permissions: $0.permissions & list.mask) }
        }
    }

    var otherPermissions: UInt16 { UInt16(mode & 7) }
    var isSticky: Bool { mode & 0o1000 != 0 }

    /// Everybody but the owner who may do something, with what they may.
    var grants: [AccessGrant] {
        var grants = entries.map { AccessGrant(to: $0.kind == .user ? .user($0.id) : .group($0.id), $0.permissions) }
        grants.append(AccessGrant(to: .group(group), groupPermissions))
        grants.append(AccessGrant(to: .others, otherPermissions))
        return grants.filter { $0.permissions != 0 }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("entries", &entries)
        try form.field("group", &group)
        try form.field("group_permissions", &groupPermissions)
        try form.field("mode", &mode)
        try form.field("owner", &owner)
        try form.field("path", &path)
    }
}

/// That somebody other than the owner may do something.
struct AccessGrant: Hashable, Sendable {
    enum Grantee: Hashable, Sendable {
        case user(UInt32)
        case group(UInt32)
        case others
    }

    let grantee: Grantee
    /// 4 read, 2 write, 1 execute.
    let permissions: UInt16

    init(to grantee: Grantee, _ permissions: UInt16) {
        self.grantee = grantee
        self.permissions = permissions
    }

    var mayRead: Bool { permissions & 4 != 0 }
    var mayWrite: Bool { permissions & 2 != 0 }
}
