import Controls
import ProbeKit

/// Takes the word of the job, which writes ``BackupStatus`` when it ends.
struct StatusFileAdapter: BackupAdapter {
    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let read = RecordFiles.read(BackupStatus.self, at: HostPath(set.source), of: set, on: host)
        if let gap = read.gap { return BackupListing(gap: gap) }
        guard let status = read.record else { return BackupListing(gap: Self.never(set)) }
        var collector = PointCollector(BackupListing(source: read.path), of: set, on: host, seeking: sought)
        if let earlier = status.lastComplete { collector.add(RestorePoint(earlier)) }
        let point = RestorePoint(status)
        switch status.result {
        case .success: collector.add(point)
        case .incomplete: collector.add(point, deficit: "the job ended with status \(status.exitCode) and left an incomplete backup")
        case .failure: collector.add(point, deficit: "the job failed with status \(status.exitCode)")
        }
        return Self.completed(collector.finished(), by: status)
    }

    /// A status names two points at most; how many there are, and since when, the job says or nobody.
    private static func completed(_ listing: BackupListing, by status: BackupStatus) -> BackupListing {
        var listing = listing
        listing.keepsPoints = status.points != nil && status.oldest != nil
        if let points = status.points { listing.count = points }
        if let oldest = status.oldest { listing.oldest = RestorePoint(Moment(seconds: oldest).rfc3339, finish: oldest) }
        listing.location = status.repository
        guard let word = status.encryption else { return listing }
        if let isEncrypted = EncryptionWord.isEncrypted(word) {
            listing.encryption = EncryptionMode(word, isEncrypted: isEncrypted)
        } else {
            listing.remark("\(listing.source): encryption “\(word)” is no word that tells whether anybody can read the backup")
        }
        return listing
    }

    private static func never(_ set: BackupSet) -> Unread {
        Unread(
            HostPath(set.source).escaped, .unreadable,
            "there is no such file: no job has ever said how it ended; let the job run as `soc2d record backup --set \(set.name) -- COMMAND`"
        )
    }
}

extension RestorePoint {
    /// The point of a job's last run; without a name it is called by its time.
    fileprivate init(_ status: BackupStatus) {
        self.init(status.id ?? Moment(seconds: status.finish).rfc3339, finish: status.finish, bytes: status.bytes)
    }

    fileprivate init(_ earlier: BackupStatus.LastComplete) {
        self.init(earlier.id ?? Moment(seconds: earlier.finish).rfc3339, finish: earlier.finish, bytes: earlier.bytes)
    }
}
