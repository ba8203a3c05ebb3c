internal import CLinux
internal import Glibc

/// The file with the 32 secret bytes of a key and nothing else.
package struct KeyFile: Sendable {
    /// Who put it there, and with which rights.
    package enum Keeper: Hashable, Sendable {
        /// We: it is our own user's, with mode 0600 or less.
        case ourselves
        /// The service manager, for `LoadCredential=`: it may be root's, and be ours to read by an access list, whose mask shows as a
        /// right of the group.
        case serviceManager
    }

    package let path: String
    package let keeper: Keeper

    package init(_ path: String, keptBy keeper: Keeper = .ourselves) {
        self.path = path
        self.keeper = keeper
    }

    /// The seed; nil where there is no file.
    package func read() throws(KeyFileProblem) -> KeySeed? {
        // Without O_NONBLOCK a FIFO would keep us waiting.
        let descriptor = unsafe open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else {
            let error = errno
            switch error {
            case ENOENT: return nil
            case ELOOP: throw problem(.link)
            default: throw problem(.system("open", error))
            }
        }
        defer { close(descriptor) }
        try check(descriptor)
        return try seed(from: descriptor)
    }

    /// Writes a new file, which is there as a whole or not at all, whatever happens meanwhile.
    ///
    /// - Throws: `.system("rename", EEXIST)` when there is something of this name already; it stays.
    package func write(_ seed: borrowing KeySeed) throws(KeyFileProblem) {
        let draft = path + ".new"
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw problem(.system("create", errno)) }
        defer {
            close(descriptor)
            unsafe unlink(draft)
        }
        let count = unsafe seed.read { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
        guard count == KeySeed.byteCount else { throw problem(.system("write", count < 0 ? errno : ENOSPC)) }
        guard fchmod(descriptor, 0o600) == 0, fsync(descriptor) == 0 else { throw problem(.system("fsync", errno)) }
        guard unsafe soc2d_rename_new(draft, path) == 0 else { throw problem(.system("rename", errno)) }
        try syncDirectory()
    }

    /// Only what nobody else can read or put there is a secret.
    private func check(_ descriptor: Int32) throws(KeyFileProblem) {
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw problem(.system("fstat", errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw problem(.notRegular) }
        guard status.st_nlink == 1 else { throw problem(.linked(Int(status.st_nlink))) }
        let (owners, forbidden): ([UInt32], UInt32) =
            switch keeper {
            case .ourselves: ([geteuid()], 0o7177)
            case .serviceManager: ([geteuid(), 0], 0o7137)
            }
        guard owners.contains(status.st_uid) else { throw problem(.owner(status.st_uid)) }
        guard status.st_mode & forbidden == 0 else { throw problem(.mode(status.st_mode & 0o7777)) }
        guard status.st_size == KeySeed.byteCount else { throw problem(.size(Int(status.st_size))) }
    }

    private func seed(from descriptor: Int32) throws(KeyFileProblem) -> KeySeed {
        var seed = KeySeed()
        let count = unsafe seed.write { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        guard count >= 0 else { throw problem(.system("read", errno)) }
        guard count == KeySeed.byteCount else { throw problem(.size(count)) }
        return seed
    }

    /// The new name is kept only when the directory is.
    private func syncDirectory() throws(KeyFileProblem) {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw problem(.system("open of the directory", errno)) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw problem(.system("fsync of the directory", errno)) }
    }

    private func problem(_ reason: KeyFileProblem.Reason) -> KeyFileProblem { KeyFileProblem(path: path, reason: reason) }
}
