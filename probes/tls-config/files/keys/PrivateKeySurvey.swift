import Controls
import ProbeKit

/// Finds the private keys of the host, and who may reach each of them.
struct PrivateKeySurvey {
    private let files: any FileTree
    private var evidence = PrivateKeyFiles()
    private var known: Set<HostPath> = []
    private var seen: [HostPath: PathAccess] = [:]

    /// - Parameters:
    ///   - configured: what the services' configurations name, and what of them could not be read.
    ///   - declared: the paths of `PrivateKey=`, with their lines.
    static func evidence(
        _ files: any FileTree, configured: (configured: [ConfiguredCertificate], gaps: [Unread]),
        declared: [Settings.Placed<String>] = []
    ) -> PrivateKeyFiles {
        var survey = PrivateKeySurvey(files)
        for setting in declared {
            survey.add(HostPath(Subject.unescaping(setting.value)), namedBy: setting.place.map { Source($0.file, line: $0.line) }, of: nil)
        }
        for entry in configured.configured {
            guard let key = entry.key else { continue }
            survey.add(HostPath(Subject.unescaping(key)), namedBy: Source(entry.source, line: entry.line), of: entry.service)
        }
        let stores = KeyStores(files)
        for path in stores.paths { survey.add(path, namedBy: nil, of: nil) }
        survey.evidence.gaps = configured.gaps + stores.gaps
        survey.readNames()
        return survey.evidence
    }

    private init(_ files: any FileTree) { self.files = files }

    private mutating func add(_ path: HostPath, namedBy place: Source?, of service: String?) {
        guard known.insert(path).inserted else { return }
        var key = PrivateKeyFile()
        key.path = path.escaped
        key.namedBy = place?.path ?? "the usual stores"
        key.line = place?.line
        key.service = service
        do throws(ReadFailure) {
            let walk = try LinkWalk(path, files)
            key.directories = try accesses(walk.directories)
            key.linkDirectories = try accesses(walk.passed.filter { !walk.directories.contains($0) })
            key.links = try links(walk.links)
            if let target = walk.target {
                key.file = try access(target)
                key.label = try files.contents(of: target).flatMap { KeyLabel.of($0.bytes) }
            }
        } catch { key.problem = Unread(error) }
        evidence.keys.append(key)
    }

    private func links(_ paths: [HostPath]) throws(ReadFailure) -> [KeyLink] {
        var links: [KeyLink] = []
        for path in paths { if let owner = try files.linkOwner(of: path) { links.append(KeyLink(path, owner: owner)) } }
        return links
    }

    private mutating func accesses(_ paths: [HostPath]) throws(ReadFailure) -> [PathAccess] {
        var accesses: [PathAccess] = []
        for path in paths { if let access = try access(path) { accesses.append(access) } }
        return accesses
    }

    private mutating func access(_ path: HostPath) throws(ReadFailure) -> PathAccess? {
        if let known = seen[path] { return known }
        guard let status = try files.status(of: path) else { return nil }
        var list: AccessList?
        if let bytes = try files.accessList(of: path) {
            list = AccessList(parsing: bytes)
            if list == nil { throw .failed(path, "its access control list is of an unknown form") }
        }
        let access = PathAccess(path, status, list)
        seen[path] = access
        return access
    }

    /// The names of all groups and owners that were met.
    private mutating func readNames() {
        // Where there is no key, nobody has to be named.
        guard !seen.isEmpty else { return }
        let places = seen.values
        let gids = Set(places.flatMap { place in [place.group] + place.entries.filter { $0.kind == .group }.map(\.id) })
        let uids = Set(
            places.flatMap { place in [place.owner] + place.entries.filter { $0.kind == .user }.map(\.id) }
                + evidence.keys.flatMap(\.links).map(\.owner))
        do throws(ReadFailure) {
            let groups = try files.contents(of: "/etc/group", within: .accounts).map { GroupFile(parsing: $0.bytes).groups } ?? []
            let accounts = try files.contents(of: "/etc/passwd", within: .accounts).map { Passwd(parsing: $0.bytes).accounts } ?? []
            evidence.groups = groups.filter { gids.contains($0.gid) }.map { KeyGroup($0, accounts) }
            evidence.owners = accounts.filter { uids.contains($0.uid) }.map { KeyOwner($0, groups, accounts) }
        } catch { evidence.nameGap = Unread(error) }
    }
}

extension KeyGroup {
    /// Of primary groups only those of people count: many systems give root's to `sync`, `halt` and `operator`, who own nothing.
    init(_ group: Group, _ accounts: [Account]) {
        self.init()
        gid = group.gid
        name = group.name
        let superusers = Set(accounts.filter { $0.uid == 0 }.map(\.name) + ["root"])
        hasStrangers =
            group.members.contains { !superusers.contains($0) }
            || accounts.contains { $0.gid == group.gid && $0.uid >= Self.firstPerson }
    }

    /// UID_MIN of login.defs(5), as it is shipped.
    private static let firstPerson = 1000
}

extension KeyOwner {
    init(_ account: Account, _ groups: [Group], _ accounts: [Account]) {
        self.init()
        name = account.name
        uid = account.uid
        gid = account.gid
        sharesGroup =
            accounts.contains { $0.gid == account.gid && $0.uid != account.uid }
            || groups.contains { $0.gid == account.gid && $0.members.contains { $0 != account.name } }
    }
}
