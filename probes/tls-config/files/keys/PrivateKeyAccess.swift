import Controls
import ProbeKit

/// tls-config.private-key-access: nobody reads a private key, or puts another in its place, but its owner and who may.
struct PrivateKeyAccess {
    static let check: CheckID = "tls-config.private-key-access"

    private let evidence: PrivateKeyFiles
    /// The names of groups that may read keys.
    private let allowed: Set<String>
    private let required: String

    /// - Parameter allowedGroups: the values of `AllowKeyGroup=`.
    init(_ evidence: PrivateKeyFiles, allowedGroups: [String]) {
        self.evidence = evidence
        allowed = Set(allowedGroups)
        let groups = allowedGroups.isEmpty ? "" : " and group \(allowedGroups.joined(separator: ", "))"
        required = "read by its owner\(groups) only, replaced by its owner only"
    }

    func judge(into results: inout Results) {
        for gap in evidence.gaps { results.add(gap.result(Self.check, required: required)) }
        for key in evidence.keys { results.add(result(key)) }
        if evidence.keys.isEmpty, evidence.gaps.isEmpty {
            results.addIfEmpty(Self.check, observed: "no configuration names a key, and the usual stores hold none")
        }
    }

    private func result(_ key: PrivateKeyFile) -> CheckResult {
        var result = CheckResult(Self.check, subject: key.path, .pass, required: required)
        result.sources = [Source(key.path)] + (key.namedBy.hasPrefix("/") ? [Source(key.namedBy, line: key.line)] : [])
        guard let file = key.file else { return without(key, result) }
        let weaknesses = directoryWeaknesses(key) + linkWeaknesses(key) + fileWeaknesses(key, file)
        result.observed = weaknesses.isEmpty ? description(of: file) : weaknesses.map(\.text).joined(separator: "; ")
        if weaknesses.contains(where: { !$0.needsNames }) {
            result.verdict = .fail(.exposed)
        } else if let gap = evidence.nameGap, !weaknesses.isEmpty {
            result.verdict = .inconclusive(gap.reason)
        } else if !weaknesses.isEmpty {
            result.verdict = .fail(.exposed)
        }
        result.notes = notes(key, file)
        return result
    }

    private func without(_ key: PrivateKeyFile, _ result: CheckResult) -> CheckResult {
        var result = result
        if let problem = key.problem {
            result.verdict = .inconclusive(problem.reason)
            result.observed = "\(problem.path): \(problem.text)"
        } else if key.service == nil {
            result.verdict = .inconclusive(.unreadable)
            result.observed = "no such file, though PrivateKey= names it"
        } else {
            result.verdict = .notApplicable(.featureAbsent)
            result.observed = "no such file, though \(key.namedBy) names it"
        }
        return result
    }

    // MARK: What is wrong

    private struct Weakness {
        let text: String
        /// Whether the names of groups could turn it into none.
        var needsNames = false
    }

    /// Whoever may write a directory can put another file, or another directory, into the place of what lies in it.
    private func directoryWeaknesses(_ key: PrivateKeyFile) -> [Weakness] {
        (key.directories + key.linkDirectories).flatMap { directory -> [Weakness] in
            if directory.owner != 0, directory.owner != key.file?.owner {
                return [Weakness(text: "\(directory.path) belongs to \(userName(directory.owner))")]
            }
            if directory.isSticky { return [] }
            return directory.grants.filter { $0.mayWrite && !isTrusted($0.grantee, owner: directory.owner) }.map {
                Weakness(text: "\(directory.path) is writable by \(name($0.grantee))", needsNames: needsNames($0.grantee))
            }
        }
    }

    /// In a sticky directory that everybody may write, each may remove what is his own, and put another link in its place.
    private func linkWeaknesses(_ key: PrivateKeyFile) -> [Weakness] {
        key.links.filter { $0.owner != 0 && $0.owner != key.file?.owner }.flatMap { link -> [Weakness] in
            let directory = (key.directories + key.linkDirectories).first { $0.path == link.directory }
            guard let directory, directory.isSticky else { return [] }
            return directory.grants.contains { $0.mayWrite && !isTrusted($0.grantee, owner: directory.owner) }
                ? [Weakness(text: "\(link.path) belongs to \(userName(link.owner)), who may lead it elsewhere")] : []
        }
    }

    private func fileWeaknesses(_ key: PrivateKeyFile, _ file: PathAccess) -> [Weakness] {
        file.grants.filter { !isTrusted($0.grantee, owner: file.owner) && canPass(key, $0.grantee) }.flatMap { grant -> [Weakness] in
            var found: [Weakness] = []
            if grant.mayRead, !isAllowed(grant.grantee) {
                found.append(Weakness(text: "readable by \(name(grant.grantee))", needsNames: needsNames(grant.grantee)))
            }
            if grant.mayWrite {
                found.append(Weakness(text: "writable by \(name(grant.grantee))", needsNames: needsNames(grant.grantee)))
            }
            return found
        }
    }

    /// Whether somebody may pass every directory above the file. Which groups somebody is in is not known, so that every group
    /// that may pass counts for all but the others.
    private func canPass(_ key: PrivateKeyFile, _ grantee: AccessGrant.Grantee) -> Bool {
        key.directories.allSatisfy { directory in
            if directory.otherPermissions & 1 != 0 { return true }
            let open = directory.grants.filter { $0.permissions & 1 != 0 }
            switch grantee {
            case .others: return open.contains { $0.grantee == .others || isCrowd($0.grantee) }
            case .user(let uid): return directory.owner == uid || !open.isEmpty
            case .group: return open.contains { $0.grantee == grantee } || !open.isEmpty
            }
        }
    }

    /// A group that is not allowed to read keys: its members are strangers as much as the others are.
    private func isCrowd(_ grantee: AccessGrant.Grantee) -> Bool { !isTrusted(grantee, owner: 0) && !isAllowed(grantee) }

    /// Root and its group, as long as nobody else is in it, the owner, and a group that holds nobody but the owner.
    private func isTrusted(_ grantee: AccessGrant.Grantee, owner: UInt32) -> Bool {
        switch grantee {
        case .user(let uid): uid == 0 || uid == owner
        case .group(0): evidence.nameGap == nil && !evidence.groups.contains { $0.gid == 0 && $0.hasStrangers }
        case .group(let gid): evidence.owners.contains { $0.uid == owner && $0.gid == gid && !$0.sharesGroup }
        case .others: false
        }
    }

    private func isAllowed(_ grantee: AccessGrant.Grantee) -> Bool {
        guard case .group(let gid) = grantee else { return false }
        return evidence.groups.contains { $0.gid == gid && allowed.contains($0.name) }
    }

    // MARK: Words

    private func needsNames(_ grantee: AccessGrant.Grantee) -> Bool {
        if case .group = grantee { return true }
        return false
    }

    private func name(_ grantee: AccessGrant.Grantee) -> String {
        switch grantee {
        case .user(let uid): userName(uid)
        case .group(let gid): evidence.groups.first { $0.gid == gid }.map { "group \($0.name)" } ?? "group \(gid)"
        case .others: "everybody"
        }
    }

    private func userName(_ uid: UInt32) -> String {
        if uid == 0 { return "root" }
        return evidence.owners.first { $0.uid == uid }?.name ?? "uid \(uid)"
    }

    private func description(of file: PathAccess) -> String {
        let digits = String(file.mode & 0o7777, radix: 8)
        let mode = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        return "\(mode) \(userName(file.owner)):\(name(.group(file.group)).replacingPrefix("group ", with: ""))"
            + (file.entries.isEmpty ? "" : " with an access control list")
    }

    private func notes(_ key: PrivateKeyFile, _ file: PathAccess) -> [Note] {
        var notes: [Note] = []
        if key.path != file.path { notes.append(Note(.attention, "leads to \(file.path)")) }
        if file.owner != 0 { notes.append(Note(.attention, "belongs to \(userName(file.owner)), who may read and replace it")) }
        let loose = file.grants.filter { $0.mayRead && !isTrusted($0.grantee, owner: file.owner) && !isAllowed($0.grantee) }
        for grant in loose where !canPass(key, grant.grantee) {
            notes.append(Note(.attention, "its mode lets \(name(grant.grantee)) read it; only a directory above keeps them away"))
        }
        if key.label == nil {
            let why = key.problem.map { "its contents could not be read: \($0.text)" } ?? "no private key in PEM was found in it"
            notes.append(Note(.attention, why))
        }
        return notes
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}
