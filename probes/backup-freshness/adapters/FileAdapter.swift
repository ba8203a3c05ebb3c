import Controls
import ProbeKit

/// Takes every regular file that a pattern of glob(7) stands for as a dump, complete at its mtime.
///
/// Wildcards may stand in directories too: `/srv/dumps/*/db.dump`. A directory that is not there holds no dump, and that is seen; one that
/// cannot be read is a gap.
struct FileAdapter: BackupAdapter {
    /// Directories beyond which a pattern counts as a mistake.
    private static let directoryLimit = 10_000
    private static let remarkLimit = 10

    func listing(of set: BackupSet, on host: Host, seeking sought: Set<String>, after previous: BackupListing?) -> BackupListing {
        let pattern = HostPath(set.source)
        do throws(ReadFailure) {
            var unresolved: [HostPath] = []
            let directories = try Glob.directories(pattern.parent, host.files, unresolved: &unresolved)
            guard directories.count <= Self.directoryLimit else {
                let text = "more than \(Self.directoryLimit) directories match; name them more narrowly"
                return BackupListing(gap: Unread(pattern.escaped, .limitExceeded, text))
            }
            var search = DumpSearch(set, host, seeking: sought, after: previous)
            for directory in directories { try search.look(in: directory) }
            for path in unresolved.prefix(Self.remarkLimit) {
                search.notice("passed over: \(path.escaped), \(ReadFailure.badLink(path).text)")
            }
            if directories.isEmpty { search.notice("no directory matches \(pattern.parent.escaped)") }
            return search.finished()
        } catch .badLink(let path) {
            let failure = ReadFailure.badLink(path)
            return BackupListing(gap: Unread(path.escaped, failure.reason, "\(path.escaped) is \(failure.text)"))
        } catch {
            return BackupListing(gap: Unread(error))
        }
    }
}
