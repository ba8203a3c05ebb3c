import Controls
import ProbeKit

/// Who could have put something into a directory that backups lie in.
enum DirectoryTrust {
    /// Why what lies in a directory proves nothing; nil where only those could have put it there who were meant to.
    ///
    /// A directory such as `/tmp`, in which anybody may put new things but nobody can replace those of others, is taken: there the owner
    /// of each thing has to be looked at, see ``isShared(_:)``.
    static func gap(of directory: HostPath, in files: any FileTree) throws(ReadFailure) -> Unread? {
        if let gap = try gap(at: files.resolved(directory), in: files) { return gap }
        var way: HostPath = "/"
        for part in directory.components {
            let next = way.appending(part)
            // Whoever may replace a link decides what it leads to.
            if try files.linkTarget(of: next) != nil, let gap = try gap(at: files.resolved(way), in: files) { return gap }
            way = next
        }
        return nil
    }

    /// Whether anybody may put new things there, and only there.
    static func isShared(_ directory: FileStatus) -> Bool { directory.mode & 0o1002 == 0o1002 }

    private static func gap(at place: HostPath, in files: any FileTree) throws(ReadFailure) -> Unread? {
        guard let status = try files.status(of: place) else { return nil }
        return try RecordTrust.gap(of: isShared(status) ? place.parent : place, in: files)
    }
}
