internal import CLinux
internal import Glibc
package import ProbeKit

/// A directory of the monitor's own: it and what we keep in it is this user's alone, and no link leads out of it or into it.
package struct OwnDirectory: Sendable {
    package let path: HostPath
    /// The rights that it may have at most.
    private let mode: UInt32

    /// - Parameter mode: 0700, or 0750 where a group may come in.
    package init(_ path: HostPath, mode: UInt32 = 0o700) {
        self.path = path
        self.mode = mode
    }

    package enum Kind: Hashable, Sendable { case file, socket }

    /// Makes it where it is missing, the directory above it being there.
    package func make() throws(StateProblem) {
        guard unsafe mkdir(path.cString, mode) != 0 else {
            // The mode is not left to umask(2).
            return unsafe chmod(path.cString, mode) == 0 ? () : try fail("chmod", path)
        }
        if errno != EEXIST { try fail("mkdir", path) }
    }

    /// Looks at it, and at everything of ours in it, without opening or changing any of it. What is missing is nothing to object to.
    package func check(_ contents: [(name: String, kind: Kind)]) throws(StateProblem) {
        let directory = unsafe Descriptor(open(path.cString, SOC2D_O_PATH | O_NOFOLLOW | O_CLOEXEC))
        guard directory.isOpen else {
            throw directory.error == ENOENT ? StateProblem(path, .missing) : StateProblem(path, .system("open", directory.error))
        }
        guard let status = directory.status() else { return try fail("fstat", path) }
        try check(status, path, S_IFDIR, .notDirectory, allowed: mode)
        for (name, kind) in contents {
            var status = stat()
            let inner = path.appending(HostPath(name))
            guard unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
                if errno == ENOENT { continue }
                return try fail("stat", inner)
            }
            switch kind {
            case .file: try check(status, inner, S_IFREG, .notRegular, allowed: 0o640)
            case .socket: try check(status, inner, S_IFSOCK, .notSocket, allowed: 0o660)
            }
        }
    }

    private func check(
        _ status: stat, _ path: HostPath, _ kind: mode_t, _ otherwise: StateProblem.Reason, allowed: UInt32
    ) throws(StateProblem) {
        let found = status.st_mode & S_IFMT
        guard found != S_IFLNK else { throw StateProblem(path, .link) }
        guard found == kind else { throw StateProblem(path, otherwise) }
        guard kind == S_IFDIR || status.st_nlink == 1 else { throw StateProblem(path, .linked(Int(status.st_nlink))) }
        guard status.st_uid == geteuid() else { throw StateProblem(path, .owner(status.st_uid, expected: geteuid())) }
        guard status.st_mode & 0o7777 & ~allowed == 0 else { throw StateProblem(path, .mode(status.st_mode & 0o7777, allowed: allowed)) }
    }

    private func fail(_ call: String, _ path: HostPath) throws(StateProblem) { throw StateProblem(path, .system(call, errno)) }
}
