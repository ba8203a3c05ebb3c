import Controls
import ProbeKit

/// Who could have written a record: where anybody could, it proves nothing.
enum RecordTrust {
    private static let writableByOthers: UInt32 = 0o002
    private static let sticky: UInt32 = 0o1000

    /// Why a file proves nothing; nil where only those could have put it there who were meant to, and where there is none.
    static func gap(of path: HostPath, in files: any FileTree) throws(ReadFailure) -> Unread? {
        if try files.linkTarget(of: path) != nil {
            return Unread(
                path.escaped, .notObservable, "a link, which proves nothing about who wrote what it leads to; name the file itself")
        }
        guard let file = try files.status(of: path) else { return nil }
        guard file.mode & writableByOthers == 0 else { return open(path, fix: "chmod o-w \(path.escaped)") }
        guard let directory = try files.status(of: path.parent) else { return nil }
        if directory.mode & writableByOthers != 0, directory.mode & sticky != 0, file.owner != 0, file.owner != directory.owner {
            return open(path, fix: "have root write it, or write it elsewhere than in \(path.parent.escaped)")
        }
        return try openDirectory(above: path, in: files).map { open(path, fix: "chmod o-w \($0.escaped)") }
    }

    /// A directory on the way in which anybody may put one thing in the place of another.
    private static func openDirectory(above path: HostPath, in files: any FileTree) throws(ReadFailure) -> HostPath? {
        var place = path
        for _ in path.components {
            place = place.parent
            guard let mode = try files.status(of: place)?.mode else { continue }
            if mode & writableByOthers != 0, mode & sticky == 0 { return place }
        }
        return nil
    }

    private static func open(_ path: HostPath, fix: String) -> Unread {
        Unread(path.escaped, .notObservable, "anybody may write it, so it proves nothing; \(fix)")
    }
}
