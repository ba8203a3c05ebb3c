internal import CLinux
internal import Glibc
package import ProbeKit

/// The directory that a point is restored to, beside the data that the point is of.
package struct RestoreTarget: Sendable {
    private let path: HostPath
    private let host: RootedTree

    package init(_ path: HostPath) throws(ReadFailure) {
        self.path = path
        host = try RootedTree(root: "/")
    }

    /// Whether nothing is there, or a directory with nothing in it.
    package func isEmpty() throws(ReadFailure) -> Bool { try host.names(in: path)?.isEmpty ?? true }

    /// Whether it is a directory of data, holds it or lies in it, by whatever path and mount it is reached.
    package func meets(_ data: HostPath) throws(ReadFailure) -> Bool {
        guard let original = try identity(data) else {
            let (mine, its) = (path.components, data.components)
            return mine.starts(with: its) || its.starts(with: mine)
        }
        if try above(path).contains(original) { return true }
        guard let target = try identity(path) else { return false }
        return try above(data).contains(target)
    }

    /// What is there and everything above it, up to the root; for what is not there the nearest directory that is.
    private func above(_ path: HostPath) throws(ReadFailure) -> Set<FileIdentity> {
        var place = path
        while try identity(place) == nil, !place.components.isEmpty { place = place.parent }
        var found: Set<FileIdentity> = []
        while let next = try identity(place), found.insert(next).inserted { place = place.appending("..") }
        return found
    }

    private func identity(_ path: HostPath) throws(ReadFailure) -> FileIdentity? {
        guard let file = try host.opened(path, SOC2D_O_PATH) else { return nil }
        guard let status = file.status() else { throw .failed(path, RootedTree.text(errno)) }
        return FileIdentity(status)
    }
}
