import Controls
import ProbeKit

/// Which directories exist, asked once each.
struct DirectoryPresence {
    private let files: any FileTree
    /// Whether what a directory lists is all that is in it. On a running host it need not be: a home may be mounted only when
    /// somebody asks for it, autofs(5).
    private let listsAll: Bool
    private var known: [HostPath: FileStatus?] = [:]
    /// The newest two: a home, and the directory in it.
    private var recent: [(path: HostPath, status: FileStatus?)] = []
    /// Directories that hold homes, by their escaped paths; most accounts share a few.
    private var parents: [Substring: Parent] = [:]
    private(set) var unread: [Unread] = []

    /// Enough for what accounts share; homes of their own are asked for once anyway.
    private static let remembered = 4096

    private enum Parent {
        case absent
        case present
        /// The names that it lists, escaped.
        case listed(Set<String>)
    }

    init(_ host: Host) {
        files = host.files
        listsAll = host.isFileTreeOnly
    }

    /// The path of a home; nil if it does not exist. The directory that would hold it is asked first.
    /// An empty field of passwd(5) is the root directory.
    mutating func home(_ field: String) -> HostPath? {
        let home = field.isEmpty ? "/" : field
        if let slash = home.utf8.lastIndex(of: UInt8(ascii: "/")), slash != home.startIndex {
            switch parent(home[..<slash]) {
            case .absent: return nil
            case .present: break
            case .listed(let names):
                let name = String(home[home.utf8.index(after: slash)...])
                if !["", ".", ".."].contains(name), !names.contains(name) { return nil }
            }
        }
        let path = HostPath(Subject.unescaping(home))
        return exists(path) ? path : nil
    }

    private mutating func parent(_ text: Substring) -> Parent {
        if let known = parents[text] { return known }
        let path = HostPath(Subject.unescaping(String(text)))
        var parent = exists(path) ? Parent.present : .absent
        if case .present = parent, listsAll, let names = try? files.names(in: path) { parent = .listed(Set(names.map(\.escaped))) }
        if parents.count < Self.remembered { parents[text] = parent }
        return parent
    }

    /// Whether a directory is there. One that cannot be looked at is noted as unread, and counts as not there.
    mutating func exists(_ directory: HostPath) -> Bool { status(of: directory) != nil }

    /// What a directory is; nil where it is not there.
    mutating func status(of directory: HostPath) -> FileStatus? {
        if let newest = recent.first(where: { $0.path == directory }) { return newest.status }
        if let known = known[directory] { return known }
        var status: FileStatus?
        do { status = try files.status(of: directory) } catch ReadFailure.notADirectory {} catch { unread.append(Unread(error)) }
        if known.count < Self.remembered { known[directory] = .some(status) }
        recent = recent.suffix(1) + [(directory, status)]
        return status
    }
}
