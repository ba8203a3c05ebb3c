import Controls
import ProbeKit

/// Reads the account files of a host as one set, and joins them.
struct AccountFiles {
    private static let passwdPath: HostPath = "/etc/passwd"
    private static let shadowPath: HostPath = "/etc/shadow"
    private static let groupPath: HostPath = "/etc/group"
    private static let groupShadowPath: HostPath = "/etc/gshadow"

    private let tree: any FileTree
    private var files: [HostPath: File] = [:]
    private var unread: [HostPath: Unread] = [:]

    /// Reads passwd, shadow, group and gshadow. What is denied does not keep the others from being read.
    init(_ tree: any FileTree) {
        self.tree = tree
        let paths = [Self.passwdPath, Self.shadowPath, Self.groupPath, Self.groupShadowPath]
        do { files = try tree.contents(ofAll: paths, within: .accounts) } catch {
            for path in paths { readAlone(path, after: error) }
        }
    }

    private mutating func readAlone(_ path: HostPath, after failure: ReadFailure) {
        if case .changing = failure {
            unread[path] = Unread(path.escaped, failure.reason, failure.text)
            return
        }
        do { files[path] = try tree.contents(of: path, within: .accounts) } catch { unread[path] = Unread(error) }
    }

    /// Everything that was seen, with the groups that are asked for; the bytes of each file are let go as soon as it was read.
    consuming func inventory(keeping isKept: (Group) -> Bool) -> AccountInventory {
        var seen = AccountInventory()
        seen.passwd = unread[Self.passwdPath]
        seen.shadow = unread[Self.shadowPath]
        seen.group = unread[Self.groupPath]
        seen.groupShadow = unread[Self.groupShadowPath]
        if files[Self.passwdPath] == nil, seen.passwd == nil {
            seen.passwd = Unread(Self.passwdPath.escaped, .unreadable, "the file is missing")
        }
        readAccounts(into: &seen)
        (files[Self.passwdPath], files[Self.shadowPath]) = (nil, nil)
        readGroups(into: &seen, keeping: isKept)
        files = [:]
        readSwitch(into: &seen)
        readLoginDefs(into: &seen)
        return seen
    }

    private func readAccounts(into seen: inout AccountInventory) {
        guard let bytes = files[Self.passwdPath]?.bytes else { return }
        var malformed: [Int] = []
        var compat: [Int] = []
        var shells: [String: String] = [:]
        seen.accounts.reserveCapacity(bytes.count { $0 == UInt8(ascii: "\n") } + 1)
        for (number, text) in ByteLines(bytes) {
            let line = text.accountLine
            guard let first = line.first else { continue }
            if first == UInt8(ascii: "+") || first == UInt8(ascii: "-") {
                compat.append(number)
            } else if let account = Account(parsing: line, number: number) {
                // Many accounts share a shell; so do they share the text.
                let shell = shells[account.shell] ?? account.shell
                shells[shell] = shell
                seen.accounts.append(AccountFact(account, shell: shell))
            } else {
                malformed.append(number)
            }
        }
        seen.badLines += [
            BadLines(Self.passwdPath.escaped, malformed, kind: "no account"),
            BadLines(Self.passwdPath.escaped, compat, kind: "a + or - entry of nss_compat"),
        ].compactMap { $0 }
        joinShadow(into: &seen)
    }

    /// Both files usually have the same order, so that the next account is looked at before all names are indexed.
    private func joinShadow(into seen: inout AccountInventory) {
        guard seen.shadow == nil else { return }
        var index: [String: Int32]?
        var malformed: [Int] = []
        var next = 0
        for (number, text) in ByteLines(files[Self.shadowPath]?.bytes ?? []) {
            let line = text.accountLine
            if line.isEmpty { continue }
            guard let entry = ShadowEntry(parsing: line, number: number) else {
                malformed.append(number)
                continue
            }
            if next >= seen.accounts.count || seen.accounts[next].name != entry.name {
                let names = index ?? Self.positions(seen.accounts)
                index = names
                guard let found = names[entry.name] else { continue }
                next = Int(found)
            }
            // Of two lines with one name the first counts, and none where passwd itself has a password.
            if seen.accounts[next].password == .unknown {
                seen.accounts[next].password = AccountFact.password(entry.password)
                seen.accounts[next].expires = entry.expires
                seen.accounts[next].lastChange = entry.lastChange.map { Int32(clamping: $0) }
            }
            next += 1
        }
        if let bad = BadLines(Self.shadowPath.escaped, malformed, kind: "no entry") {
            seen.badLines.append(bad)
            return
        }
        // Shadow was read to its end: whoever has no line there has no password.
        for position in seen.accounts.indices where seen.accounts[position].password == .unknown {
            seen.accounts[position].password = .none
        }
    }

    private static func positions(_ accounts: [AccountFact]) -> [String: Int32] {
        var positions: [String: Int32] = [:]
        positions.reserveCapacity(accounts.count)
        for (position, account) in accounts.enumerated() where positions[account.name] == nil {
            positions[account.name] = Int32(clamping: position)
        }
        return positions
    }

    private func readGroups(into seen: inout AccountInventory, keeping isKept: (Group) -> Bool) {
        guard let bytes = files[Self.groupPath]?.bytes else { return }
        var shadows = GroupShadowLines(files[Self.groupShadowPath]?.bytes ?? [])
        let file = GroupFile(parsing: bytes) { group in
            var group = group
            if let entry = shadows.entry(of: group.name) { group.join(entry) }
            return isKept(group) ? group : nil
        }
        seen.groups = file.groups
        seen.badLines += [
            BadLines(Self.groupPath.escaped, file.malformed, kind: "no group"),
            BadLines(Self.groupPath.escaped, file.compat, kind: "a + or - entry of nss_compat"),
            BadLines(Self.groupShadowPath.escaped, shadows.malformed, kind: "no entry"),
        ].compactMap { $0 }
    }

    private func readSwitch(into seen: inout AccountInventory) {
        let path: HostPath = "/etc/nsswitch.conf"
        var nameSwitch = NameServiceSwitch()
        do {
            if let file = try tree.contents(of: path) { nameSwitch = NameServiceSwitch(parsing: file.bytes) }
        } catch {
            seen.nameSwitch = Unread(error)
            return
        }
        for asked in ["passwd", "group", "initgroups", "shadow", "sudoers"] {
            // Where a line says who lists the groups of an account, its sources are sources of groups.
            let database = asked == "initgroups" ? "group" : asked
            for service in nameSwitch.services(of: asked) where isForeign(service, for: database) {
                if let known = seen.elsewhere.firstIndex(where: { $0.name == service.name }) {
                    if !seen.elsewhere[known].databases.contains(database) { seen.elsewhere[known].databases.append(database) }
                } else {
                    seen.elsewhere.append(ForeignSource(name: service.name, databases: [database], line: service.line))
                }
            }
        }
    }

    /// Whether a source may hold what the files do not. `systemd` holds records of its own only where some lie about.
    private func isForeign(_ service: NameService, for database: String) -> Bool {
        switch service.reach {
        case .file, .compat: return false
        case .elsewhere: return true
        case .systemd:
            let suffixes = database == "group" ? [".group"] : [".user", ".identity"]
            return NameService.recordDirectories.contains { holdsRecords($0, named: suffixes) }
        }
    }

    /// A directory that cannot be listed may hold some.
    private func holdsRecords(_ directory: HostPath, named suffixes: [String]) -> Bool {
        do {
            let names = try tree.names(in: directory) ?? []
            return names.contains { name in suffixes.contains { name.escaped.hasSuffix($0) } }
        } catch { return true }
    }

    private func readLoginDefs(into seen: inout AccountInventory) {
        do {
            guard let file = try tree.contents(of: "/etc/login.defs"),
                let value = LoginDefs(parsing: file.bytes).forShadowUtils("UID_MIN"), let number = Int(value.text)
            else { return }
            seen.firstHumanUID = number
            seen.firstHumanUIDLine = value.line
        } catch { seen.loginDefs = Unread(error) }
    }
}
