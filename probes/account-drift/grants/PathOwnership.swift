import ProbeKit

/// Who may replace what a path leads to.
enum PathOwnership {
    /// What lets somebody else write a file: the place and why; nil if nothing does. Looks at the file and every directory
    /// above it, up to and including `last`, as sshd's StrictModes does.
    /// - Parameters:
    ///   - isOwnGroup: whether nobody but the owner is in a group.
    ///   - status: what a directory is; nil where it is not there.
    static func weakness(
        _ file: File, owner: UInt32, upTo last: HostPath = "/", isOwnGroup: (UInt32) -> Bool, _ status: (HostPath) -> FileStatus?
    ) -> String? {
        if let why = weakness(file.status, owner, isOwnGroup) { return "\(file.path.escaped) is \(why)" }
        var place = file.path
        while place != last, !place.components.isEmpty {
            place = place.parent
            if let status = status(place), let why = weakness(status, owner, isOwnGroup) { return "\(place.escaped) is \(why)" }
        }
        return nil
    }

    private static func weakness(_ status: FileStatus, _ owner: UInt32, _ isOwnGroup: (UInt32) -> Bool) -> String? {
        if status.owner != 0, status.owner != owner { return "owned by uid \(status.owner)" }
        if status.mode & 0o002 != 0 { return "writable by everybody" }
        return status.mode & 0o020 != 0 && !isOwnGroup(status.group) ? "writable by group \(status.group)" : nil
    }

    /// Whether somebody other than root may write the file or a directory above it. What cannot be looked at counts as not:
    /// the grant is reported anyway.
    static func isWritableByOthers(_ path: HostPath, _ files: any FileTree, than owner: UInt32) -> Bool {
        var place = path
        while !place.components.isEmpty {
            if let status = try? files.status(of: place) {
                let byGroup = status.mode & 0o020 != 0 && status.group != 0
                if status.owner != owner || byGroup || status.mode & 0o002 != 0 { return true }
            }
            place = place.parent
        }
        return false
    }
}
