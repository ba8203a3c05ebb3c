import ProbeKit

/// What an access control list adds to the mode: acl(5), in the form of linux/posix_acl_xattr.h.
struct AccessList: Hashable, Sendable {
    /// The permissions of the owning group, as the list has them: the group bits of the mode are the mask then.
    var owningGroup: UInt16 = 0
    var mask: UInt16 = 7
    var entries: [AccessEntry] = []

    private enum Tag {
        static let owner: UInt16 = 0x01
        static let user: UInt16 = 0x02
        static let owningGroup: UInt16 = 0x04
        static let group: UInt16 = 0x08
        static let mask: UInt16 = 0x10
        static let other: UInt16 = 0x20
    }

    private static let version = 2
    private static let entryBytes = 8

    /// Nil for anything that is no such list.
    init?(parsing bytes: [UInt8]) {
        guard bytes.count >= 4, (bytes.count - 4) % Self.entryBytes == 0, Self.number(bytes[..<4]) == Self.version else { return nil }
        for start in stride(from: 4, to: bytes.count, by: Self.entryBytes) {
            let permissions = UInt16(Self.number(bytes[start + 2..<start + 4]) & 7)
            let id = UInt32(Self.number(bytes[start + 4..<start + 8]))
            switch UInt16(Self.number(bytes[start..<start + 2])) {
            case Tag.owner, Tag.other: break
            case Tag.owningGroup: owningGroup = permissions
            case Tag.mask: mask = permissions
            case Tag.user: entries.append(AccessEntry(kind: .user, id: id, permissions: permissions))
            case Tag.group: entries.append(AccessEntry(kind: .group, id: id, permissions: permissions))
            default: return nil
            }
        }
    }

    /// A number in little-endian order.
    private static func number(_ bytes: ArraySlice<UInt8>) -> Int { bytes.reversed().reduce(0) { $0 << 8 | Int($1) } }
}

/// One named user or group of an access control list.
struct AccessEntry: RecordedObject, Hashable, Sendable {
    enum Kind: String, CaseIterable, Hashable, Sendable {
        case user, group
    }

    var kind = Kind.user
    var id: UInt32 = 0
    /// 4 read, 2 write, 1 execute; the mask applied.
    var permissions: UInt16 = 0

    init() {}

    init(kind: Kind, id: UInt32, permissions: UInt16) {
        self.kind = kind
        self.id = id
        self.permissions = permissions
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("id", &id)
        try form.word("kind", &kind)
        try form.field("permissions", &permissions)
    }
}
