internal import CLinux
internal import Glibc
package import ProbeKit

/// Restored files, compared by SHA-256 with what they should be.
package struct FileComparison: Sendable {
    /// Files and links that are there and were compared.
    package private(set) var compared = 0
    /// Of those, the ones that are not what they should be.
    package private(set) var different = 0
    /// Files and links that should be there and are not.
    package private(set) var missing = 0
    /// What was compared, in bytes.
    package private(set) var bytes: Int64 = 0
    /// The first that are different or missing: the path and what is wrong.
    package private(set) var first: [String] = []

    private static let named = 10

    /// Nil where nothing was restored to; what cannot be looked at is thrown.
    private let restored: RootedTree?
    /// How many names the files of several names have below the directory; nil until one is met.
    private var linked: [FileIdentity: UInt64]?

    /// - Parameter directory: where it was restored to. No link in it leads out of it.
    package init(of directory: HostPath) throws(ReadFailure) {
        restored = try RootedTree.ifAny(directory)
    }

    /// Compares one file, links followed within the directory.
    package mutating func compare(_ path: HostPath, with digest: [UInt8]) throws(ReadFailure) {
        try take(path, try contents(path), digest)
    }

    /// Compares every regular file and every link below another directory.
    /// - Throws: when the other directory cannot be read as a whole.
    package mutating func compare(with original: RootedTree) throws(ReadFailure) {
        var directories: [HostPath] = ["."]
        while let directory = directories.popLast() {
            for name in try original.names(in: directory) ?? [] {
                let path = directory.appending(name)
                if let target = try original.linkTarget(of: path) {
                    try compareLink(path, target)
                    continue
                }
                switch try original.status(of: path)?.kind {
                case .directory:
                    if try restored?.linkTarget(of: path) == nil {
                        directories.append(path)
                    } else {
                        miss(path, "a link where a directory was")
                    }
                case .regular: try compareFile(path, original)
                case .fifo, .socket, .link, .device, nil: break
                }
            }
        }
    }

    private mutating func compareFile(_ path: HostPath, _ original: RootedTree) throws(ReadFailure) {
        guard try restored?.linkTarget(of: path) == nil else { return differ(path, "a link where a file was") }
        guard let should = try original.digest(of: path) else { throw .changing(path) }
        let found = try contents(path)
        if case .file(let copy) = found, copy.identity == should.identity {
            return differ(path, "it is the very file that it is compared with")
        }
        try take(path, found, should.digest)
    }

    private mutating func compareLink(_ path: HostPath, _ target: HostPath) throws(ReadFailure) {
        guard let found = try restored?.linkTarget(of: path) else { return miss(path, "missing") }
        if found == target { compared += 1 } else { differ(path, "a link to \(found.escaped), which was to \(target.escaped)") }
    }

    private enum Found {
        case nothing
        case file(FileDigest)
        /// There, but not as a file that can be read.
        case other(String)
    }

    private func contents(_ path: HostPath) throws(ReadFailure) -> Found {
        do throws(ReadFailure) { return try restored?.digest(of: path).map { .file($0) } ?? .nothing } catch {
            return .other(error.text)
        }
    }

    private mutating func take(_ path: HostPath, _ found: Found, _ digest: [UInt8]) throws(ReadFailure) {
        switch found {
        case .nothing: miss(path, "missing")
        case .other(let text): differ(path, text)
        case .file(let file):
            bytes += file.bytes
            guard file.digest == digest else { return differ(path, "different") }
            guard try hasEveryName(of: file) else { return differ(path, "a hard link to a file that lies elsewhere too: not a copy") }
            compared += 1
        }
    }

    /// Whether a file has no name outside of the directory: a tree of hard links holds the very files that it should be a copy of.
    private mutating func hasEveryName(of file: FileDigest) throws(ReadFailure) -> Bool {
        guard file.links > 1, let restored else { return true }
        if linked == nil { linked = try restored.linkedFiles() }
        return linked?[file.identity] ?? 0 >= file.links
    }

    private mutating func differ(_ path: HostPath, _ text: String) {
        compared += 1
        different += 1
        name(path, text)
    }

    private mutating func miss(_ path: HostPath, _ text: String) {
        missing += 1
        name(path, text)
    }

    private mutating func name(_ path: HostPath, _ text: String) {
        if first.count < Self.named { first.append("\(path.escaped): \(text)") }
    }
}

/// A regular file with the SHA-256 of its contents.
struct FileDigest {
    let digest: [UInt8]
    let bytes: Int64
    let identity: FileIdentity
    /// How many names it has.
    let links: UInt64
}

/// What tells a file from every other on this host while it is there.
struct FileIdentity: Hashable, Sendable {
    let device: UInt64
    let inode: UInt64

    init(_ status: stat) {
        device = UInt64(status.st_dev)
        inode = UInt64(status.st_ino)
    }
}

extension RootedTree {
    /// A directory that may not be there.
    fileprivate static func ifAny(_ path: HostPath) throws(ReadFailure) -> RootedTree? {
        guard try RootedTree(root: "/").status(of: path) != nil else { return nil }
        return try RootedTree(root: path)
    }

    /// What is in a regular file, however large; nil if there is none.
    fileprivate func digest(of path: HostPath) throws(ReadFailure) -> FileDigest? {
        guard let file = try opened(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) else { return nil }
        guard let status = file.status() else { throw .failed(path, Self.text(errno)) }
        let kind = FileStatus(status).kind
        guard kind == .regular else { throw .notRegular(path, kind) }
        guard let sum = Digest.sha256(file) else { throw .failed(path, Self.text(errno)) }
        return FileDigest(digest: sum.digest, bytes: sum.bytes, identity: FileIdentity(status), links: UInt64(status.st_nlink))
    }

    /// How many names each file of several names has here.
    fileprivate func linkedFiles() throws(ReadFailure) -> [FileIdentity: UInt64] {
        var found: [FileIdentity: UInt64] = [:]
        var directories: [HostPath] = ["."]
        while let directory = directories.popLast() {
            for name in try names(in: directory) ?? [] {
                let path = directory.appending(name)
                guard let status = try opened(path, SOC2D_O_PATH | O_NOFOLLOW)?.status() else { continue }
                switch FileStatus(status).kind {
                case .directory: directories.append(path)
                case .regular where status.st_nlink > 1: found[FileIdentity(status), default: 0] += 1
                case .regular, .fifo, .socket, .link, .device: break
                }
            }
        }
        return found
    }
}
