import Controls
import ProbeKit

/// Takes every read-only snapshot at a path that a pattern stands for: btrfs-subvolume(8).
struct BtrfsAdapter: BackupAdapter {
    private static let limit = 100_000

    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let pattern = HostPath(set.source)
        guard let subvolumes = host.subvolumes else {
            return BackupListing(gap: Unread(pattern.escaped, .notObservableUnderRoot, "subvolumes need the running kernel"))
        }
        do throws(ReadFailure) {
            var originals: Set<String> = []
            for path in set.paths {
                guard let original = try subvolumes.subvolume(at: HostPath(path)) else {
                    let text = "Path= of the set is not the top of a subvolume: `btrfs subvolume show PATH`"
                    return BackupListing(gap: Unread(HostPath(path).escaped, .notObservable, text))
                }
                originals.insert(original.id)
            }
            let listing = BackupListing(source: pattern.escaped)
            let collector = PointCollector(listing, of: set, on: host, seeking: sought)
            var search = SnapshotSearch(originals: originals, collector: collector)
            let paths = try Glob.expand(pattern, host.files)
            guard paths.count <= Self.limit else { throw .tooLarge(pattern, ReadLimits(bytes: Self.limit, lines: Self.limit)) }
            for path in paths where path.name.starts(with: (set.prefix ?? "").utf8) {
                search.take(path, try subvolumes.subvolume(at: path))
            }
            return search.finished()
        } catch {
            return BackupListing(gap: Unread(error))
        }
    }
}

/// Collects snapshots.
private struct SnapshotSearch {
    /// The ids of the subvolumes that snapshots have to be of; empty where any will do.
    let originals: Set<String>
    var collector: PointCollector
    private var others = 0
    private var foreign = 0

    init(originals: Set<String>, collector: PointCollector) {
        self.originals = originals
        self.collector = collector
    }

    mutating func take(_ path: HostPath, _ subvolume: Subvolume?) {
        guard let subvolume else { return others += 1 }
        guard originals.isEmpty || subvolume.parent.map({ originals.contains($0) }) ?? false else { return foreign += 1 }
        let point = RestorePoint(path.escaped, finish: subvolume.created.seconds)
        if !subvolume.isReadOnly {
            collector.add(
                point, deficit: "can be written, or is still being received, so it is no restore point: `btrfs property set PATH ro true`")
        } else if subvolume.parent == nil, subvolume.received == nil {
            others += 1
        } else {
            collector.add(point)
        }
    }

    func finished() -> BackupListing {
        var listing = collector.finished()
        if others > 0 { listing.remarks.append("passed over: \(others) that match and are no snapshot") }
        if foreign > 0 { listing.remarks.append("passed over: \(foreign) that are no snapshot of the subvolume at Path=") }
        return listing
    }
}
