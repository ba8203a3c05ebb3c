package import Controls

/// The files of a host, below its root. No path and no link ever leads out of it.
package protocol FileTree: Sendable {
    /// The whole of a regular file, links followed; nil if there is none.
    func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File?

    /// A piece of a regular file of any size, links followed: `count` bytes from `offset` on, or as many as there are; nil if there is
    /// no file.
    func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]?

    /// What stat(2) says, links followed; nil if there is nothing.
    func status(of path: HostPath) throws(ReadFailure) -> FileStatus?

    /// What a symbolic link holds, unresolved; nil if there is nothing, or something that is no link.
    func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath?

    /// Who owns a symbolic link itself; nil if there is nothing, or something that is no link.
    func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32?

    /// The names in a directory except `.` and `..`, in byte order; nil if there is none.
    func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]?

    /// The access control list of acl(5), links followed, as the kernel hands it over: the extended attribute
    /// `system.posix_acl_access`. Nil where mode and owners say everything, where the file system has no such lists, and where
    /// there is no file.
    func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]?
}

/// A regular file that was read.
package struct File: Sendable {
    package let path: HostPath
    package let bytes: [UInt8]
    package let status: FileStatus

    package init(path: HostPath, bytes: [UInt8], status: FileStatus) {
        self.path = path
        self.bytes = bytes
        self.status = status
    }
}

/// What stat(2) tells about a file.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case regular, directory, fifo, socket, link, device
    }

    package var kind: Kind
    package var owner: UInt32
    package var group: UInt32
    /// Permission bits with setuid, setgid and sticky.
    package var mode: UInt32
    package var size: Int64
    package var inode: UInt64
    package var device: UInt64
    package var modified: Moment
    /// When anything about it last changed, its place excepted: owner, mode, contents. Nobody can set it.
    package var changed: Moment

    package init(
        kind: Kind = .regular, owner: UInt32 = 0, group: UInt32 = 0, mode: UInt32 = 0o644, size: Int64 = 0, inode: UInt64 = 0,
        device: UInt64 = 0, modified: Moment = Moment(nanoseconds: 0), changed: Moment = Moment(nanoseconds: 0)
    ) {
        self.kind = kind
        self.owner = owner
        self.group = group
        self.mode = mode
        self.size = size
        self.inode = inode
        self.device = device
        self.modified = modified
        self.changed = changed
    }
}

/// How much of a file is read before it counts as hostile.
package struct ReadLimits: Hashable, Sendable {
    package let bytes: Int
    package let lines: Int

    package init(bytes: Int, lines: Int) {
        self.bytes = bytes
        self.lines = lines
    }

    /// Configuration files.
    package static let configuration = ReadLimits(bytes: 1 << 20, lines: 1 << 16)
    /// The account databases of a host with some hundred thousand accounts.
    package static let accounts = ReadLimits(bytes: 64 << 20, lines: 1 << 19)
    package static let authorizedKeys = ReadLimits(bytes: 4 << 20, lines: 1 << 16)
}

/// Why a file that is there could not be read. None of these can become a pass.
package enum ReadFailure: Error, Hashable, Sendable {
    case denied(HostPath)
    /// Our own unit hides it, or shows something else in its place; with the directive that may do so.
    case hidden(HostPath, by: String)
    case notRegular(HostPath, FileStatus.Kind)
    case notADirectory(HostPath)
    case tooLarge(HostPath, ReadLimits)
    /// A link that leads in a circle, or out of the root by a way that cannot be kept inside.
    case badLink(HostPath)
    case changing(HostPath)
    /// Anything else, with the system's own words.
    case failed(HostPath, String)

    package var path: HostPath {
        switch self {
        case .denied(let path), .hidden(let path, _), .notRegular(let path, _), .notADirectory(let path), .tooLarge(let path, _),
            .badLink(let path),
            .changing(let path), .failed(let path, _):
            path
        }
    }

    package var reason: InconclusiveReason {
        switch self {
        case .denied, .notRegular, .notADirectory, .badLink, .failed: .unreadable
        case .hidden: .sandboxed
        case .tooLarge: .limitExceeded
        case .changing: .changedDuringRead
        }
    }

    /// What is wrong, and what would help; without the path.
    package var text: String {
        switch self {
        case .denied: "permission denied; run as root, or grant CAP_DAC_READ_SEARCH"
        case .hidden(_, let directive): "hidden from soc2d, whose unit must not have \(directive)"
        case .notRegular(_, let kind): "not a regular file but a \(kind.rawValue)"
        case .notADirectory: "not a directory"
        case .tooLarge(_, let limits): "larger than \(limits.bytes) bytes or \(limits.lines) lines"
        case .badLink: "a link that leads in a circle or out of the observed root"
        case .changing: "changed while it was read, three times over"
        case .failed(_, let text): text
        }
    }
}

extension FileTree {
    package func contents(of path: HostPath) throws(ReadFailure) -> File? { try contents(of: path, within: .configuration) }

    /// The first bytes of a regular file of any size: `count` of them, or all where there are fewer; nil if there is no file.
    package func beginning(of path: HostPath, count: Int) throws(ReadFailure) -> [UInt8]? { try piece(of: path, from: 0, count: count) }

    /// Reads files that belong together: if any changed meanwhile, all are read again, three times at most.
    package func contents(ofAll paths: [HostPath], within limits: ReadLimits) throws(ReadFailure) -> [HostPath: File] {
        for _ in 1...3 {
            var files: [HostPath: File] = [:]
            for path in paths { files[path] = try contents(of: path, within: limits) }
            var unchanged = true
            for path in paths where try status(of: path) != files[path]?.status { unchanged = false }
            if unchanged { return files }
        }
        throw .changing(paths[0])
    }
}
