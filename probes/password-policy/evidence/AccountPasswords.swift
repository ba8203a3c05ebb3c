import Controls
import ProbeKit

/// The accounts of `/etc/passwd` with what `/etc/shadow` adds, read as a set; those of shadow alone where passwd is missing.
struct AccountPasswords: RecordedObject, Hashable, Sendable {
    var accounts: [AccountPassword] = []
    /// Lines of passwd and of shadow that are no account: their numbers, the first hundred, and how many there are.
    var badPasswd = StrayLines()
    var badShadow = StrayLines()
    /// Files that could not be read.
    var passwdUnread: Unread?
    var shadowUnread: Unread?

    static let passwd: HostPath = "/etc/passwd"
    static let shadow: HostPath = "/etc/shadow"

    init() {}

    init(in tree: any FileTree, keeping read: (File) -> Void) {
        do throws(ReadFailure) {
            let files = try tree.contents(ofAll: [Self.passwd, Self.shadow], within: .accounts)
            fill(files[Self.passwd], files[Self.shadow], read)
        } catch {
            guard error.path == Self.shadow else {
                passwdUnread = Unread(error)
                return
            }
            shadowUnread = Unread(error)
            do throws(ReadFailure) {
                fill(try tree.contents(of: Self.passwd, within: .accounts), nil, read)
            } catch {
                passwdUnread = Unread(error)
            }
        }
    }

    /// Whether it is certain that there is no account at all.
    var isEmpty: Bool { accounts.isEmpty && badPasswd.count == 0 && passwdUnread == nil }

    private mutating func fill(_ passwd: File?, _ shadow: File?, _ read: (File) -> Void) {
        var places: [String: Int32] = [:]
        if let passwd {
            read(passwd)
            addAccounts(passwd.bytes, &places)
        } else {
            passwdUnread = Unread(Self.passwd.escaped, .unreadable, "the file is missing")
        }
        if let shadow {
            read(shadow)
            addShadow(shadow.bytes, &places, isAlone: passwd == nil)
        }
    }

    /// A later line with the name of an earlier one is never found by name, and counts as bad.
    private mutating func addAccounts(_ bytes: [UInt8], _ places: inout [String: Int32]) {
        let lines = bytes.count { $0 == UInt8(ascii: "\n") } + 1
        accounts.reserveCapacity(lines)
        places.reserveCapacity(lines)
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            if line.isEmpty { continue }
            let isCompat = line.first == UInt8(ascii: "+") || line.first == UInt8(ascii: "-")
            guard !isCompat, let account = Account(parsing: line, number: number), places[account.name] == nil else {
                badPasswd.add(number)
                continue
            }
            places[account.name] = Int32(clamping: accounts.count)
            accounts.append(AccountPassword(account))
        }
    }

    private mutating func addShadow(_ bytes: [UInt8], _ places: inout [String: Int32], isAlone: Bool) {
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            if line.isEmpty { continue }
            let isCompat = line.first == UInt8(ascii: "+") || line.first == UInt8(ascii: "-")
            guard !isCompat, let entry = ShadowEntry(parsing: line, number: number) else {
                badShadow.add(number)
                continue
            }
            if isAlone, places[entry.name] == nil {
                places[entry.name] = Int32(clamping: accounts.count)
                accounts.append(AccountPassword(onlyInShadow: entry.name))
            }
            guard let place = places[entry.name].map(Int.init), accounts[place].shadowLine == nil else { continue }
            accounts[place].join(entry)
        }
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("accounts", &accounts)
        try form.field("bad_passwd", &badPasswd)
        try form.field("bad_shadow", &badShadow)
        try form.field("passwd_unread", &passwdUnread)
        try form.field("shadow_unread", &shadowUnread)
    }
}
