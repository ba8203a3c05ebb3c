import Controls
import ProbeKit

/// Who could have written a file: where anybody could, it proves nothing.
///
/// Every directory on the way counts, those behind links too, and so does every directory that holds one of the links: whoever may put one
/// thing in the place of another there decides what is read. A group may write; it was chosen.
enum RecordTrust {
    private static let writableByOthers: UInt32 = 0o002
    private static let sticky: UInt32 = 0o1000
    private static let linkLimit = 40

    /// Why a file proves nothing; nil where only those could have put it there who were meant to, and where there is none.
    /// - Parameter allowsLink: whether the path itself may be a link. Links to directories on the way always may.
    static func gap(of path: HostPath, in files: any FileTree, allowsLink: Bool = false) throws(ReadFailure) -> Unread? {
        if !allowsLink, try files.linkTarget(of: path) != nil {
            return Unread(
                path.escaped, .notObservable, "a link, which proves nothing about who wrote what it leads to; name the file itself")
        }
        guard let file = try files.status(of: path) else { return nil }
        if file.mode & writableByOthers != 0 {
            return open(path, fix: "chmod o-w \(try files.resolved(path).escaped)")
        }
        return try remedy(onTheWayTo: path, in: files).map { open(path, fix: $0) }
    }

    /// What would close the first directory on the way in which anybody may put one thing in the place of another.
    private static func remedy(onTheWayTo path: HostPath, in files: any FileTree) throws(ReadFailure) -> String? {
        var rest = Array(path.components.reversed())
        var directory: HostPath = "/"
        var links = 0
        while let part = rest.popLast() {
            if part.elementsEqual("..".utf8) {
                directory = directory.parent
                continue
            }
            let next = directory.appending(part)
            if let remedy = try remedy(for: directory, holding: next, in: files) { return remedy }
            guard let target = try files.linkTarget(of: next) else {
                directory = next
                continue
            }
            links += 1
            guard links <= linkLimit else { throw .badLink(path) }
            if target.isAbsolute { directory = "/" }
            rest += target.components.reversed()
        }
        return nil
    }

    /// In a directory like /tmp, only the owner of a thing and the directory's owner may replace it.
    private static func remedy(for directory: HostPath, holding name: HostPath, in files: any FileTree) throws(ReadFailure) -> String? {
        guard let status = try files.status(of: directory), status.mode & writableByOthers != 0 else { return nil }
        guard status.mode & sticky != 0 else { return "chmod o-w \(directory.escaped)" }
        var owner = try files.linkOwner(of: name)
        if owner == nil { owner = try files.status(of: name)?.owner }
        guard let owner, owner != 0, owner != status.owner else { return nil }
        return "\(name.escaped) does not belong to root; have root write it, or write it elsewhere than in \(directory.escaped)"
    }

    private static func open(_ path: HostPath, fix: String) -> Unread {
        Unread(path.escaped, .notObservable, "anybody may write it, so it proves nothing; \(fix)")
    }
}
