import Controls
import ProbeKit

/// Snapshots as `restic snapshots --json` lists them, narrowed by `Host=` and `Path=`.
struct ResticAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        ListingText(fileOf: set, on: host, by: .restic).read { text throws(JSONProblem) in
            var series = PointSeries(text.listing, of: set, on: host, seeking: sought, narrowedBy: "Host= and Path=")
            let run = IncompleteRun(of: set, on: host)
            var others: Set<String> = []
            try ResticSnapshot.each(in: text.bytes) { snapshot in
                guard set.covers(snapshot) else {
                    if others.count < 5 { others.insert(snapshot.origin) }
                    return
                }
                let point = RestorePoint(snapshot.id, finish: snapshot.finished.seconds, bytes: snapshot.bytes)
                series.add(point, to: set.series(of: snapshot), deficit: run?.deficit(of: snapshot.id, begun: snapshot.begun.seconds))
            }
            return Self.complete(series, besides: others, of: set, on: host)
        }
    }

    private static func complete(_ series: PointSeries, besides others: Set<String>, of set: BackupSet, on host: Host) -> BackupListing {
        var listing = series.finished()
        listing.encryption = EncryptionMode("restic", isEncrypted: true)
        if set.statusFile == nil, listing.newest != nil {
            let way = "StatusFile= with what `soc2d record backup` writes tells them apart"
            listing.remark("restic lists the incomplete snapshots of exit status 3 like complete ones: \(way)")
        }
        if listing.count == 0, listing.newest == nil, !others.isEmpty {
            listing.remark("no snapshot is what Host= and Path= narrow to; there is \(others.sorted().joined(separator: ", "))")
        }
        listing.remark(unused: [("Prefix", set.prefix != nil), ("RepositoryKey", set.repositoryKey != nil)], by: "restic")
        if let newest = listing.newest ?? listing.deficits.first?.point {
            let file = HostPath("snapshots").appending(HostPath(newest.id))
            LocalRepository.compare(&listing, of: set, has: file, as: "snapshot \(newest.id.prefix(8))", on: host)
        }
        return listing
    }
}

extension ResticSnapshot {
    /// Whose data it holds, escaped, such as `web:/etc,/srv`.
    fileprivate var origin: String { "\(host):\(paths.joined(separator: ","))".quoted }
}

extension BackupSet {
    /// Whether a snapshot is of the declared host and holds every declared path, as `restic --host --path` has it.
    fileprivate func covers(_ snapshot: ResticSnapshot) -> Bool {
        (host ?? snapshot.host) == snapshot.host && paths.allSatisfy { snapshot.paths.contains($0) }
    }

    /// What a snapshot continues: the backups of the same host and paths, as far as the set does not narrow to them.
    fileprivate func series(of snapshot: ResticSnapshot) -> String {
        let host = host == nil ? snapshot.host : ""
        let paths = paths.isEmpty ? snapshot.paths.sorted().joined(separator: ",") : ""
        return [host, paths].filter { !$0.isEmpty }.joined(separator: ":")
    }
}
