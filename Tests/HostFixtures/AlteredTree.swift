import Controls
package import ProbeKit
import Synchronization

/// A tree with something put in the place of some paths, that remembers which files were read.
package final class AlteredTree: FileTree {
    private let base: MemoryTree
    private let seen = Mutex<Set<HostPath>>([])

    package init(_ base: MemoryTree, _ changes: [HostPath: MemoryTree.Entry] = [:]) {
        var changed = base
        for (path, entry) in changes { changed[path] = entry }
        self.base = changed
    }

    /// The files that were read and are there.
    package var filesRead: [HostPath] { seen.withLock { $0 }.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) } }

    package func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? {
        let file = try base.contents(of: path, within: limits)
        if file != nil { seen.withLock { _ = $0.insert(path) } }
        return file
    }

    package func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? {
        let bytes = try base.piece(of: path, from: offset, count: count)
        if bytes != nil { seen.withLock { _ = $0.insert(path) } }
        return bytes
    }

    package func status(of path: HostPath) throws(ReadFailure) -> FileStatus? { try base.status(of: path) }
    package func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? { try base.linkTarget(of: path) }
    package func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? { try base.linkOwner(of: path) }
    package func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? { try base.names(in: directory) }
    package func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? { try base.accessList(of: path) }
}

/// A tree of which nothing may be read.
package struct DeniedTree: FileTree {
    package init() {}
    package func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? { throw .denied(path) }
    package func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? { throw .denied(path) }
    package func status(of path: HostPath) throws(ReadFailure) -> FileStatus? { throw .denied(path) }
    package func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? { throw .denied(path) }
    package func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? { throw .denied(path) }
    package func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? { throw .denied(directory) }
    package func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? { throw .denied(path) }
}
