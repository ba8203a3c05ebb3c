internal import CLinux
internal import Controls
internal import Glibc

/// Where a ledger file stands, and whether that can be trusted. The file itself is never opened here: closing it would drop the locks that
/// SQLite holds on it in this process.
struct LedgerPlace {
    /// The directory without symbolic links, with the name of the file.
    let path: String
    private let directory: String

    init(_ path: String) throws(DatabaseFailure) {
        let cut = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[cut...]
        guard !name.isEmpty, !path.utf8.contains(0) else { throw Self.refusal(path, "names no file") }
        let given = cut == path.startIndex ? "." : String(path[..<cut])
        guard let real = unsafe realpath(given, nil) else { throw Self.systemRefusal(given) }
        defer { unsafe free(real) }
        directory = unsafe String(cString: real)
        self.path = directory == "/" ? "/\(name)" : "\(directory)/\(name)"
    }

    /// Makes an empty file, for us alone, where there is none.
    func create() throws(DatabaseFailure) {
        var status = stat()
        guard unsafe lstat(path, &status) != 0, errno == ENOENT else { return }
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw Self.refusal(path, Self.lastError) }
        close(descriptor)
    }

    /// - Throws: where others could have put the file there or could change it, and where SQLite's locks do not hold.
    func check(writer: Bool) throws(DatabaseFailure) {
        let keeper = try checkDirectory(writer: writer)
        guard let file = try status(of: path) else { throw Self.refusal(path, "there is no ledger", .missing) }
        // Who may read it is the file's own matter: root looks at a ledger of the monitor's user.
        try check(file, path, owners: writer ? [geteuid()] : [keeper, geteuid()])
        guard unsafe faccessat(AT_FDCWD, path, R_OK, AT_EACCESS) == 0 else { throw Self.systemRefusal(path) }
        // What a reader leaves behind may be root's.
        for leftover in ["\(path)-wal", "\(path)-shm"] {
            if let status = try status(of: leftover) { try check(status, leftover, owners: [file.st_uid, 0]) }
        }
    }

    /// Whether there is something in the write-ahead log, which goes when the last connection closes. Readers leave an empty one behind.
    var hasLog: Bool {
        get throws(DatabaseFailure) { try status(of: "\(path)-wal").map { $0.st_size > 0 } ?? false }
    }

    /// Makes sure that ledger and write-ahead log, which stand there now, stand there after a power cut too. SQLite does so, and takes no
    /// notice where it fails.
    func syncDirectory() throws(DatabaseFailure) {
        let descriptor = unsafe open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw Self.refusal(directory, Self.lastError) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw DatabaseFailure(.inputOutput, "\(Subject.escaping(directory.utf8)): \(Self.lastError)")
        }
    }

    /// The owner.
    private func checkDirectory(writer: Bool) throws(DatabaseFailure) -> uid_t {
        guard let status = try status(of: directory) else { throw Self.refusal(directory, "there is no directory") }
        guard !writer || status.st_uid == geteuid() || status.st_uid == 0 else {
            throw Self.refusal(directory, "belongs to user \(status.st_uid)")
        }
        // In a directory like /tmp nobody can move away what a reader has checked.
        let isSafe = status.st_mode & 0o022 == 0 || !writer && status.st_mode & S_ISVTX != 0
        guard isSafe else { throw Self.refusal(directory, "others may write here; chmod go-w") }
        let type = unsafe soc2d_file_system(directory)
        guard type >= 0 else { throw Self.refusal(directory, Self.lastError) }
        guard !Self.shared.contains(type) else {
            throw Self.refusal(directory, "a network or FUSE file system, on which locks and syncs do not hold; take a local disk")
        }
        return status.st_uid
    }

    private func check(_ status: stat, _ path: String, owners: [uid_t]) throws(DatabaseFailure) {
        guard status.st_mode & S_IFMT != S_IFLNK else { throw Self.refusal(path, "a symbolic link; the ledger must stand here itself") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Self.refusal(path, "not a regular file") }
        guard status.st_nlink == 1 else { throw Self.refusal(path, "has \(status.st_nlink) names; a ledger has one") }
        guard owners.contains(status.st_uid) else { throw Self.refusal(path, "belongs to user \(status.st_uid)") }
        guard status.st_mode & 0o022 == 0 else { throw Self.refusal(path, "others may write it; verify it, then chmod go-w") }
    }

    private func status(of path: String) throws(DatabaseFailure) -> stat? {
        var status = stat()
        if unsafe lstat(path, &status) == 0 { return status }
        guard errno == ENOENT else { throw Self.systemRefusal(path) }
        return nil
    }

    /// File systems that several hosts, or a program of a user's own, stand behind: statfs(2).
    private static let shared: Set<Int64> = [
        Int64(NFS_SUPER_MAGIC), Int64(SMB_SUPER_MAGIC), Int64(CIFS_SUPER_MAGIC), Int64(SMB2_SUPER_MAGIC), Int64(CEPH_SUPER_MAGIC),
        Int64(V9FS_MAGIC), Int64(AFS_SUPER_MAGIC), Int64(AFS_FS_MAGIC), Int64(CODA_SUPER_MAGIC), Int64(OCFS2_SUPER_MAGIC),
        Int64(FUSE_SUPER_MAGIC), 0x0116_1970 /* GFS2 */, 0x0BD0_0BD0 /* Lustre */,
    ]

    static func refusal(_ path: String, _ text: String, _ kind: DatabaseFailure.Kind = .refused) -> DatabaseFailure {
        DatabaseFailure(kind, "\(Subject.escaping(path.utf8)): \(text)")
    }

    /// What errno(3) says.
    private static func systemRefusal(_ path: String) -> DatabaseFailure {
        let kind: DatabaseFailure.Kind =
            switch errno {
            case ENOENT, ENOTDIR: .missing
            case EACCES, EPERM: .denied
            default: .refused
            }
        return refusal(path, lastError, kind)
    }

    static var lastError: String { unsafe String(cString: strerror(errno)) }
}
