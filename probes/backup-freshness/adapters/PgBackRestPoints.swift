import Controls
import ProbeKit

/// The restore points of a stanza, as far as the set's repository goes.
struct PgBackRestPoints {
    private let stanza: PgBackRestStanza
    private let set: BackupSet
    private let repositories: [PgBackRestStanza.Repository]
    private var listing: BackupListing

    init(_ stanza: PgBackRestStanza, of set: BackupSet, into listing: BackupListing) {
        self.stanza = stanza
        self.set = set
        self.listing = listing
        repositories = stanza.repositories.filter { set.repositoryKey.map(Int64.init) ?? $0.key == $0.key }
    }

    /// Everything that is known. Each repository has to hold what was promised, or nobody could tell which of them does.
    func found(seeking sought: Set<String>, on host: Host) -> BackupListing {
        var points = PointSeries(listing, of: set, on: host, seeking: sought, narrowedBy: "RepositoryKey=")
        for repository in repositories { points.open(Self.series(repository.key)) }
        let deficits = Deficits(stanza)
        var damaged = DamagedBackups()
        var gap: Unread?
        for backup in stanza.backups where (set.repositoryKey.map(Int64.init) ?? backup.database.repository) == backup.database.repository {
            guard let stop = backup.stop, RestorePoint.times.contains(stop) else {
                gap = Unread(listing.source, .clockInvalid, "\(backup.label.quoted) bears no time that can be read")
                continue
            }
            let point = RestorePoint(backup.label.quoted, finish: stop, bytes: backup.bytes)
            let why = deficits.deficit(of: backup)
            points.add(point, to: Self.series(backup.database.repository), deficit: why)
            if backup.hasErrors { damaged.add(point, isComplete: why == nil) }
        }
        var found = points.finished()
        found.gap = gap ?? found.gap
        if let text = damaged.text { found.remark(text) }
        complete(&found)
        return found
    }

    private static func series(_ repository: Int64) -> String { "repository \(repository)" }

    private func complete(_ found: inout BackupListing) {
        found.isRunning = stanza.isRunning
        found.repository = system
        found.encryption = encryption(&found)
        if let key = set.repositoryKey, repositories.isEmpty, !stanza.repositories.isEmpty {
            found.gap = Unread(listing.source, .notConfigured, "pgbackrest has no repository \(key)")
        }
        let several = repositories.count > 1
        if several { found.repositories = repositories.count }
        for repository in repositories { say(repository.status, of: several ? "repository \(repository.key): " : "", &found) }
        if repositories.allSatisfy({ $0.status == nil }) { say(stanza.status, of: "", &found) }
    }

    /// "Info command" of the pgBackRest user guide: 1 and 2 say that there is nothing, everything beyond that nothing is known.
    private func say(_ status: PgBackRestStanza.Status?, of repository: String, _ found: inout BackupListing) {
        guard let status, status.code != 0 else { return }
        let text = "\(repository)\(status.message)"
        switch status.code {
        case 1: found.remark("\(text): is the stanza's name right, and was `pgbackrest stanza-create` run?")
        case 2: found.remark(text)
        default: found.gap = Unread(listing.source, .toolFailed, "\(text) (status \(status.code))")
        }
    }

    /// The first database that was ever backed up there: it stays with upgrades, and a stanza that was made anew has another.
    private var system: String? {
        let key = set.repositoryKey.map(Int64.init)
        let first = stanza.systems.filter { (key ?? $0.key.repository) == $0.key.repository }.min {
            ($0.key.id, $0.key.repository) < ($1.key.id, $1.key.repository)
        }
        return first.map { "system \($0.value)" }
    }

    /// The worst of the repositories counts.
    private func encryption(_ found: inout BackupListing) -> EncryptionMode? {
        let ciphers = repositories.isEmpty ? [stanza.cipher] : repositories.map(\.cipher)
        let known = ciphers.compactMap { $0 }
        guard known.count == ciphers.count, let worst = known.first(where: { $0 == "none" }) ?? known.first, worst != "mixed" else {
            return nil
        }
        if Set(known).count > 1 { found.remark("repositories are encrypted with \(Set(known).sorted().joined(separator: ", ").quoted)") }
        return EncryptionMode(worst.quoted, isEncrypted: worst != "none")
    }
}

/// The backups in which pgbackrest saw pages whose checksums are wrong.
private struct DamagedBackups {
    private var points: [(point: RestorePoint, isComplete: Bool)] = []

    mutating func add(_ point: RestorePoint, isComplete: Bool) { points.append((point, isComplete)) }

    /// Names the newest, those that can be restored first; nil where there is none.
    var text: String? {
        let sorted = points.sorted {
            ($0.isComplete ? 1 : 0, $0.point.finish, $0.point.id) > ($1.isComplete ? 1 : 0, $1.point.finish, $1.point.id)
        }
        guard !sorted.isEmpty else { return nil }
        let names = sorted.prefix(4).map(\.point.id).joined(separator: ", ")
        let others = sorted.count > 4 ? " and \(sorted.count - 4) others" : ""
        return "pages whose checksums are wrong are in \(names)\(others): see the log of pgbackrest"
    }
}

/// Why a backup cannot be restored to a consistent state.
private struct Deficits {
    private let labels: Set<[String]>
    /// Nil where nothing is said of archives.
    private let archives: [PgBackRestStanza.Database: PgBackRestStanza.Archive]?

    init(_ stanza: PgBackRestStanza) {
        labels = Set(stanza.backups.map { ["\($0.database.repository)", $0.label] })
        archives = stanza.archives.map { Dictionary($0.map { ($0.database, $0) }) { _, last in last } }
    }

    func deficit(of backup: PgBackRestStanza.Backup) -> String? {
        if let gone = backup.needs.first(where: { !labels.contains(["\(backup.database.repository)", $0]) }) {
            return "builds on \(gone.quoted), which is not there"
        }
        guard let first = backup.firstSegment, let last = backup.lastSegment, let archives else { return nil }
        guard let archive = archives[backup.database], let oldest = archive.oldest, let newest = archive.newest else {
            return "needs the WAL of \(first.quoted), and none is kept"
        }
        // Names of segments sort by timeline and position.
        if first < oldest { return "needs the WAL of \(first.quoted), and the oldest kept is \(oldest.quoted)" }
        return last > newest ? "needs the WAL of \(last.quoted), and the newest kept is \(newest.quoted)" : nil
    }
}
