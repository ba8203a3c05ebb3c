import Controls
import ProbeKit

/// Takes every regular file that a pattern of glob(7) stands for as a dump, complete at its mtime.
///
/// Wildcards may stand in directories too: `/srv/dumps/*/db.dump`. A directory that is not there holds no dump, and that is seen; one that
/// cannot be read is a gap.
struct FileAdapter: BackupAdapter {
    /// Directories beyond which a pattern counts as a mistake.
    private static let directoryLimit = 10_000

    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let pattern = HostPath(set.source)
        do throws(ReadFailure) {
            let directories = try Glob.expand(pattern.parent, host.files)
            guard directories.count <= Self.directoryLimit else {
                let text = "more than \(Self.directoryLimit) directories match; name them more narrowly"
                return BackupListing(gap: Unread(pattern.escaped, .limitExceeded, text))
            }
            var search = DumpSearch(set, host, seeking: sought, after: previous)
            for directory in directories { try search.look(in: directory) }
            if directories.isEmpty { search.notice("no directory matches \(pattern.parent.escaped)") }
            return search.finished()
        } catch {
            return BackupListing(gap: Unread(error))
        }
    }
}
