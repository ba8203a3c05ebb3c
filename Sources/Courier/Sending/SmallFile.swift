internal import Glibc

/// A file that is read as a whole, once, before the courier puts files out of its own reach.
struct SmallFile {
    let bytes: [UInt8]
    let mode: mode_t
    let owner: uid_t

    enum Problem: Error, Hashable {
        case missing
        case unreadable(String)
    }

    init(_ path: String, limit: Int, followsLinks: Bool = true) throws(Problem) {
        // A FIFO must not make anybody wait.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | (followsLinks ? 0 : O_NOFOLLOW))
        guard descriptor >= 0 else { throw errno == ENOENT ? .missing : .unreadable(Self.words(errno)) }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw .unreadable(Self.words(errno)) }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("no regular file") }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(limit + 1, 64 << 10))
        while bytes.count <= limit {
            let count = unsafe read(descriptor, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .unreadable(Self.words(errno)) }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        guard bytes.count <= limit else { throw .unreadable("larger than \(limit) bytes") }
        (self.bytes, mode, owner) = (bytes, status.st_mode & 0o7777, status.st_uid)
    }

    private static func words(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
