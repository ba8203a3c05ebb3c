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

    /// Whether a home may exist: not if the directory that would hold it does not.
    mutating func mayExist(_ home: String) -> Bool {
        guard let slash = home.utf8.lastIndex(of: UInt8(ascii: "/")), slash != home.startIndex else { return true }
        let parent = home[..<slash]
        if let known = parents[parent] { return known }
        let isThere = exists(HostPath(Subject.unescaping(String(parent))))
        if parents.count < Self.remembered { parents[parent] = isThere }
        return isThere
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
