import Controls
import ProbeKit

/// Which directories exist, asked once each.
struct DirectoryPresence {
    private let files: any FileTree
    private var known: [HostPath: Bool] = [:]
    /// Directories that hold homes, by their escaped paths; most accounts share a few.
    private var parents: [Substring: Bool] = [:]
    private(set) var unread: [Unread] = []

    /// Enough for what accounts share; homes of their own are asked for once anyway.
    private static let remembered = 4096

    init(_ files: any FileTree) { self.files = files }

    /// The path of a home; nil if it does not exist. The directory that would hold it is asked first.
    mutating func home(_ home: String) -> HostPath? {
        if let slash = home.utf8.lastIndex(of: UInt8(ascii: "/")), slash != home.startIndex {
            let parent = home[..<slash]
            let isThere = parents[parent] ?? exists(HostPath(Subject.unescaping(String(parent))))
            if parents.count < Self.remembered { parents[parent] = isThere }
            if !isThere { return nil }
        }
        let path = HostPath(Subject.unescaping(home))
        return exists(path) ? path : nil
    }

    /// Whether a directory is there. One that cannot be looked at is noted as unread, and counts as not there.
    mutating func exists(_ directory: HostPath) -> Bool {
        if let known = known[directory] { return known }
        var isThere = false
        do { isThere = try files.status(of: directory) != nil } catch ReadFailure.notADirectory {} catch { unread.append(Unread(error)) }
        if known.count < Self.remembered { known[directory] = isThere }
        return isThere
    }
}
