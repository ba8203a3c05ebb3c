import Controls
import Glibc
import ProbeKit

/// Files of `/proc` that have no size of their own and are read to their end.
enum KernelFile {
    private static let sizeLimit = 256 << 20
    /// Enough for most; what is larger is read in ever larger pieces.
    private static let firstChunk = 1 << 10
    private static let largestChunk = 1 << 20

    /// The whole of a file; a failure says why not.
    static func contents(of path: String) throws(ProbeFailure) -> [UInt8] {
        try contents(of: path, in: ProcDirectory.noDirectory)
    }

    /// The whole of a file below an open directory.
    static func contents(of path: String, in directory: Int32) throws(ProbeFailure) -> [UInt8] {
        let bytes = try beginning(of: path, in: directory, limit: sizeLimit)
        guard bytes.count < sizeLimit else { throw ProbeFailure(.limitExceeded, "\(path) is larger than \(sizeLimit) bytes") }
        return bytes
    }

    /// What a file begins with: the whole of it, or at least as many bytes as asked for.
    static func beginning(of path: String, in directory: Int32, limit: Int) throws(ProbeFailure) -> [UInt8] {
        let file = unsafe Descriptor(openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK))
        guard file.isOpen else { throw failure(path, file.error) }
        var bytes: [UInt8] = []
        var size = firstChunk
        while bytes.count < limit {
            var error: Int32 = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: size) { room, count in
                let taken = unsafe read(file.number, room.baseAddress, size)
                error = taken < 0 ? errno : 0
                count = max(taken, 0)
            }
            guard error == 0 || error == EINTR else { throw failure(path, error) }
            if part.isEmpty, error == 0 { return bytes }
            bytes = bytes.isEmpty ? part : bytes + part
            size = max(firstChunk, min(bytes.count, largestChunk))
        }
        return bytes
    }

    /// Writes a value where the kernel takes it; what it does not take stays as it is.
    static func write(_ value: String, to path: String) {
        let file = unsafe Descriptor(open(path, O_WRONLY | O_CLOEXEC))
        let bytes = Array(value.utf8)
        if file.isOpen { _ = unsafe Glibc.write(file.number, bytes, bytes.count) }
    }

    /// Whether there is no such file.
    static func isAbsent(_ path: String, in directory: Int32) -> Bool {
        unsafe faccessat(directory, path, F_OK, 0) != 0 && errno == ENOENT
    }

    /// What a link holds; nil where it cannot be read.
    static func linkTarget(of path: String, in directory: Int32 = ProcDirectory.noDirectory) -> [UInt8]? {
        let target = unsafe [UInt8](unsafeUninitializedCapacity: Int(PATH_MAX)) { room, count in
            guard let start = UnsafeMutableRawBufferPointer(room).baseAddress else { return }
            count = max(unsafe readlinkat(directory, path, start.assumingMemoryBound(to: CChar.self), Int(PATH_MAX)), 0)
        }
        return target.isEmpty ? nil : target
    }

    /// The inode that a path leads to; nil where it cannot be looked at.
    static func inode(of path: String) -> UInt64? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// The owner of a directory below an open one: for `/proc/PID` the effective user of the process.
    static func owner(of path: String, in directory: Int32) -> UInt32? {
        var status = stat()
        return unsafe fstatat(directory, path, &status, 0) == 0 ? status.st_uid : nil
    }

    private static func failure(_ path: String, _ error: Int32) -> ProbeFailure {
        let isDenied = error == EACCES || error == EPERM
        return ProbeFailure(isDenied ? .permissionDenied : .unreadable, "\(path) cannot be read: error \(error)")
    }
}
