import Controls
import ProbeKit

/// Every key that may log in by SSH, as far as files show.
struct KeyInventory: RecordedObject, Hashable, Sendable {
    var files: [KeyFile] = []
    var sources: [KeySource] = []
    /// What could not be read: files and homes, and parts of the configuration.
    var unread: [Unread] = []

    init() {}

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("files", &files)
        try form.field("sources", &sources)
        try form.field("unread", &unread)
    }
}

/// Finds the key files of all accounts.
struct KeyFinder {
    private let host: Host
    private let configuration: SSHDConfiguration
    private let policy: SSHDPolicy
    private var accounts = AccountInventory()
    private let standard: [[UInt8]] = [Array(".ssh/authorized_keys".utf8), Array(".ssh/authorized_keys2".utf8)]
    private var directories: DirectoryPresence
    private var groupsByUser: [String: [[UInt8]]]?
    /// The accounts with each primary group; made when a group may write a file of keys.
    private var usersByGroup: [UInt32: [UInt32]]?
    private var found = KeyInventory()

    private static let keyword = "authorizedkeysfile"
    /// Programs that print keys may be large.
    private static let sourceLimits = ReadLimits(bytes: 32 << 20, lines: .max)

    init(_ host: Host) {
        self.host = host
        configuration = SSHDConfiguration(host.files, daemon: SSHDaemon(host))
        policy = SSHDPolicy(configuration)
        directories = DirectoryPresence(host)
    }

    /// Whether the groups of an account may decide about its keys.
    var asksForGroups: Bool { configuration.asksForGroups }

    consuming func find(for accounts: AccountInventory) -> KeyInventory {
        self.accounts = accounts
        found.unread = configuration.unread
        findSources()
        findFiles()
        found.unread += directories.unread
        return found
    }

    private mutating func findFiles() {
        let isConditional = configuration.isConditional(Self.keyword)
        let usual = locations(of: configuration.values(of: Self.keyword, SSHConnection(user: [])))
        var shared: Set<[UInt8]> = []
        for account in accounts.accounts {
            var home: HostPath??
            for location in isConditional ? locations(for: account) : usual {
                if location.first == UInt8(ascii: "/"), !location.contains(UInt8(ascii: "%")) {
                    if shared.insert(location).inserted { readAll(HostPath(location), location.hasWildcard, for: nil) }
                } else if location.first == UInt8(ascii: "/") || location.first == UInt8(ascii: "%") {
                    look(in: "/", at: location, for: account)
                } else {
                    // A hundred thousand homes may not exist: each is asked for once, and no further path is built for it.
                    let base = home ?? directories.home(account.home)
                    home = .some(base)
                    if let base { look(in: base, at: location, for: account) }
                }
            }
        }
    }

    private mutating func locations(for account: AccountFact) -> [[UInt8]] {
        let connection = SSHConnection(user: Subject.unescaping(account.name), groups: groups(of: account))
        return locations(of: configuration.values(of: Self.keyword, connection))
    }

    /// The names of all groups of an account; nil where not all can be known.
    private mutating func groups(of account: AccountFact) -> [[UInt8]]? {
        guard knowsAllGroups else { return nil }
        if groupsByUser == nil { groupsByUser = membership() }
        return groupsByUser?[account.name] ?? []
    }

    /// Whether `/etc/group` was read and is the only source of groups.
    private var knowsAllGroups: Bool {
        accounts.group == nil && accounts.nameSwitch == nil && !accounts.elsewhere.contains { $0.databases.contains("group") }
    }

    /// The patterns of all directives, each once; `none` is no file, and `%h/` is what a relative path means anyway.
    private func locations(of directives: [SSHDConfiguration.Directive]) -> [[UInt8]] {
        let said = directives.isEmpty ? standard : directives.flatMap(\.arguments)
        let patterns = said.map { $0.starts(with: "%h/".utf8) ? Array($0.dropFirst(3).drop { $0 == UInt8(ascii: "/") }) : $0 }
        var seen: Set<[UInt8]> = []
        return patterns.filter { !$0.lowercased.elementsEqual("none".utf8) && seen.insert($0).inserted }
    }

    /// The groups of each account, primary and supplementary. sshd goes from their numbers to names, and takes the first line of a number.
    private func membership() -> [String: [[UInt8]]] {
        var names: [UInt32: [UInt8]] = [:]
        for group in accounts.groups where names[group.gid] == nil { names[group.gid] = Subject.unescaping(group.name) }
        var groups: [String: [[UInt8]]] = [:]
        for group in accounts.groups {
            guard let name = names[group.gid] else { continue }
            for member in group.members { groups[member, default: []].append(name) }
        }
        for account in accounts.accounts { if let name = names[account.gid] { groups[account.name, default: []].append(name) } }
        return groups
    }

    private mutating func look(in base: HostPath, at location: [UInt8], for account: AccountFact) {
        let file = base.appending(HostPath(Self.expanding(location, for: account)))
        if location.hasWildcard || directories.exists(file.parent) { readAll(file, location.hasWildcard, for: account) }
    }

    /// From version 10 on sshd takes a pattern of glob(7); before that it is the name of a file. Both are looked at.
    private mutating func readAll(_ path: HostPath, _ isPattern: Bool, for account: AccountFact?) {
        read(path, for: account)
        guard isPattern else { return }
        do throws(ReadFailure) {
            for file in try Glob.expand(path, host.files) where file != path { read(file, for: account) }
        } catch { found.unread.append(Unread(error)) }
    }

    /// `%h`, `%u`, `%U` and `%%`.
    private static func expanding(_ location: [UInt8], for account: AccountFact) -> [UInt8] {
        guard location.contains(UInt8(ascii: "%")) else { return location }
        var path: [UInt8] = []
        var rest = location[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%"), let token = rest.popFirst() else {
                path.append(byte)
                continue
            }
            switch token {
            case UInt8(ascii: "h"): path += Subject.unescaping(account.home)
            case UInt8(ascii: "u"): path += Subject.unescaping(account.name)
            case UInt8(ascii: "U"): path += Array(String(account.uid).utf8)
            default: path.append(token)
            }
        }
        return path
    }

    private mutating func read(_ path: HostPath, for account: AccountFact?) {
        do {
            guard let content = try host.files.contents(of: path, within: .authorizedKeys) else { return }
            var file = KeyFile(of: account?.name ?? KeyFile.everybody, at: path.escaped)
            var malformed: [Int] = []
            for (number, line) in ByteLines(content.bytes) {
                guard let first = line.trimmed.first, first != UInt8(ascii: "#"), first != UInt8(ascii: "\r") else { continue }
                if let key = AuthorizedKeyLine(parsing: line) {
                    file.keys.append(AuthorizedKey(key, line: number, sha256: host.sha256))
                } else {
                    malformed.append(number)
                }
            }
            file.badLines = BadLines(path.escaped, malformed, kind: "no key")
            if file.keys.isEmpty, malformed.isEmpty { return }
            file.unusable = reasonAgainst(content, account)
            applyPolicy(of: account, to: &file)
            found.files.append(file)
        } catch { found.unread.append(Unread(error)) }
    }

    /// Why sshd would certainly not take keys from a file.
    private mutating func reasonAgainst(_ file: File, _ account: AccountFact?) -> String? {
        if configuration.trustsModes || !configuration.isCertain { return nil }
        let home = account.map { HostPath(Subject.unescaping($0.home)) } ?? "/"
        let last = home.components.reduce(HostPath("/")) { $0.appending($1) }
        let owner = account?.uid ?? 0
        let reason = PathOwnership.weakness(file, owner: owner, upTo: last, isOwnGroup: { isOwnGroup($0, of: account) }) {
            directories.status(of: $0)
        }
        // sshd goes the way that links lead to, which is another one.
        return reason != nil && holdsLink(file.path) ? nil : reason
    }

    private func holdsLink(_ path: HostPath) -> Bool {
        var place = path
        while !place.components.isEmpty {
            if (try? host.files.linkTarget(of: place)) ?? nil != nil { return true }
            place = place.parent
        }
        return false
    }

    /// Whether nobody but its owner is in a group: Debian's sshd lets such a group write.
    private mutating func isOwnGroup(_ gid: UInt32, of account: AccountFact?) -> Bool {
        let name = account?.name ?? "root"
        let users = usersByGroup ?? Dictionary(grouping: accounts.accounts, by: \.gid).mapValues { $0.map(\.uid) }
        usersByGroup = users
        let uid = account?.uid ?? 0
        guard accounts.group == nil, users[gid, default: []].allSatisfy({ $0 == uid }) else { return false }
        let members = accounts.groups.filter { $0.gid == gid }.flatMap(\.members)
        return members.allSatisfy { $0 == name } && !(members.isEmpty && users[gid, default: []].isEmpty)
    }

    /// What sshd does with the keys of an account, or with those that count for everybody.
    private mutating func applyPolicy(of account: AccountFact?, to file: inout KeyFile) {
        guard let account else {
            file.unusable = policy.refusalForEverybody ?? file.unusable
            return
        }
        let groups = configuration.asksForGroups ? groups(of: account) : []
        let refusals = policy.refusals(of: account, groups: groups)
        if let everywhere = policy.words(ifEverywhere: refusals) {
            file.unusable = everywhere
        } else {
            file.limits = refusals.map { "not from \($0.origin?.rawValue ?? "any") addresses: \($0.refusal.words)" }
        }
    }

    // MARK: Sources without files

    private mutating func findSources() {
        let keywords = ["AuthorizedKeysCommand", "AuthorizedPrincipalsCommand", "AuthorizedPrincipalsFile", "TrustedUserCAKeys"]
        for keyword in keywords {
            var seen: Set<[[UInt8]]> = []
            for directive in configuration.directives[String(decoding: Array(keyword.utf8).lowercased, as: UTF8.self)] ?? [] {
                guard let first = directive.arguments.first, !first.lowercased.elementsEqual("none".utf8),
                    seen.insert(directive.arguments).inserted
                else { continue }
                var source = KeySource()
                source.name = keyword
                source.value = directive.arguments.map { Subject.escaping($0) }.joined(separator: " ")
                source.path = directive.path
                source.line = directive.line
                digest(first, of: &source)
                found.sources.append(source)
            }
        }
    }

    /// Compares a source by the file that it names, such as the program that prints keys.
    private func digest(_ name: [UInt8], of source: inout KeySource) {
        guard name.first == UInt8(ascii: "/"), !name.contains(UInt8(ascii: "%")) else {
            source.gap = "it is another file for each account"
            return
        }
        do throws(ReadFailure) {
            let file = try host.files.contents(of: HostPath(name), within: Self.sourceLimits)
            source.digest = file.map { host.sha256($0.bytes).hexadecimal }
            if file == nil { source.gap = "there is no \(Subject.escaping(name))" }
        } catch { source.gap = error.text }
    }
}
