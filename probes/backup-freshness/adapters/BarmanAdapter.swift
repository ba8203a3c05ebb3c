import Controls
import ProbeKit

/// Reads barman's directory of one server: `base/ID/backup.info` as barman(1) writes it, and nothing that a command of barman would lock.
struct BarmanAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let directory = HostPath(set.source)
        let base = directory.appending("base")
        do throws(ReadFailure) {
            // Barman makes all directories of a server before its first backup: without this one it is not that server's directory, or
            // its disk is not mounted, and nothing is known.
            guard let ids = try host.files.names(in: base) else {
                let text = "there is no such directory, so that \(directory.escaped) is not barman's of a server, or is not mounted; "
                return BackupListing(
                    gap: Unread(base.escaped, .unreadable, text + "`barman show-servers NAME` names it as backup_directory"))
            }
            var catalogue = BarmanCatalogue(set, host, seeking: sought)
            catalogue.gap = try DirectoryTrust.gap(of: base, in: host.files)
            for id in ids { catalogue.read(base.appending(id)) }
            var listing = catalogue.finished()
            if let archived = try host.files.status(of: directory.appending("wals/xlog.db"))?.modified.seconds {
                let age = CalendarText.seconds(from: archived, to: host.now.seconds)
                if age >= 0 { listing.remarks.append("the newest WAL was archived \(CalendarText.span(age)) before this look") }
            }
            return listing
        } catch {
            return BackupListing(gap: Unread(error))
        }
    }
}

/// Collects the base backups of one server.
private struct BarmanCatalogue {
    private let host: Host
    private var collector: PointCollector
    private var newest: (finish: Int64, info: BarmanBackup)?
    /// Why not all of them are known, or can be trusted.
    var gap: Unread?
    private var without = 0

    init(_ set: BackupSet, _ host: Host, seeking sought: Set<String>) {
        self.host = host
        let listing = BackupListing(source: HostPath(set.source).escaped)
        collector = PointCollector(listing, of: set, on: host, seeking: sought)
    }

    mutating func read(_ directory: HostPath) {
        let path = directory.appending("backup.info")
        do throws(ReadFailure) {
            guard let file = try host.files.contents(of: path) else { return without += 1 }
            if gap == nil { gap = try RecordTrust.gap(of: path, in: host.files) }
            let fault = try self.fault(of: directory)
            take(BarmanBackup(parsing: file.bytes), id: directory.name.escaped, file, fault)
        } catch {
            gap = gap ?? Unread(error)
        }
    }

    /// Why there is nothing to restore, whatever its status. Barman keeps the cluster in `data/`, compressed or not and for snapshots the
    /// label; its first versions kept it in `pgdata/`.
    private mutating func fault(of directory: HostPath) throws(ReadFailure) -> String? {
        for data in [directory.appending("data"), directory.appending("pgdata")] {
            guard try host.files.status(of: data)?.kind == .directory else { continue }
            if gap == nil { gap = try DirectoryTrust.gap(of: data, in: host.files) }
            return try host.files.names(in: data)?.isEmpty == false ? nil : "its data directory is empty"
        }
        return "its data directory is not there"
    }

    func finished() -> BackupListing {
        var listing = collector.finished()
        listing.gap = gap
        listing.repository = newest?.info.systemID
        listing.encryption = newest?.info.encryption
        if without > 0 {
            listing.remarks.append("passed over: \(without) below base/ without a backup.info, as `barman list-backups` does")
        }
        return listing
    }

    private mutating func take(_ info: BarmanBackup, id: String, _ file: File, _ fault: String?) {
        let end = info.end.flatMap { seconds($0) }
        switch info.status {
        case .done:
            guard let end else {
                let text = "status=DONE without an end_time that can be read"
                gap = gap ?? Unread(file.path.escaped, .clockInvalid, text)
                return
            }
            let point = RestorePoint(id, finish: end, bytes: info.size)
            if let fault { return collector.add(point, deficit: fault) }
            collector.add(point)
            if newest.map({ $0.finish < end }) ?? true { newest = (end, info) }
        case .other(let word):
            let finish = end ?? info.begin.flatMap { seconds($0) } ?? file.status.modified.seconds
            collector.add(RestorePoint(id, finish: finish, bytes: info.size), deficit: "status=\(word)")
        case nil:
            gap = gap ?? Unread(file.path.escaped, .parseError, "has no line status=; see `barman show-backup SERVER \(id)`")
        }
    }

    /// Barman reads a time without a zone by the clock of its host.
    private func seconds(_ text: String) -> Int64? {
        if let moment = Moment(rfc3339: text) { return moment.seconds }
        guard let local = TimeText(text), local.offset == nil else { return nil }
        return host.localTime?(local.time)?.seconds
    }
}
