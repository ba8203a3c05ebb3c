import ProbeKit

/// Who may replace what a path leads to.
enum PathOwnership {
    /// What lets somebody else write a file: the place and why; nil if nothing does. Looks at the file and every directory
    /// above it, up to and including `last`, as sshd's StrictModes does.
    static func weakness(_ path: HostPath, _ files: any FileTree, owner: UInt32, upTo last: HostPath = "/") throws(ReadFailure) -> String? {
        var place = path
        while true {
            if let status = try files.status(of: place), let why = weakness(status, owner: owner) { return "\(place.escaped) is \(why)" }
            if place == last || place.components.isEmpty { return nil }
            place = place.parent
        }
    }

    private static func weakness(_ status: FileStatus, owner: UInt32) -> String? {
        if status.owner != 0, status.owner != owner { return "owned by uid \(status.owner)" }
        if status.mode & 0o002 != 0 { return "writable by everybody" }
        return status.mode & 0o020 != 0 ? "writable by group \(status.group)" : nil
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
