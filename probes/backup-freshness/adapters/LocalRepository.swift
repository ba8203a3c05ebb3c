import Controls
import ProbeKit

/// A repository on this host, where a listing can be held against what is there.
enum LocalRepository {
    /// Adds a gap where something that has to be in the repository is not.
    /// - Parameter file: its path within the repository.
    static func compare(_ listing: inout BackupListing, of set: BackupSet, has file: HostPath, as what: String, on host: Host) {
        guard listing.gap == nil, let root = set.repository.map({ HostPath($0.value) }), root.isAbsolute else { return }
        let path = root.appending(file)
        do throws(ReadFailure) {
            if try host.files.status(of: path) == nil {
                let text = "the listing names \(what), which the repository does not have: \(path.escaped) is not there; list it again"
                listing.gap = Unread(listing.source, .sourceConflict, text)
            }
        } catch {
            listing.remark("not held against the repository: \(path.escaped): \(error.text)")
        }
    }
}
