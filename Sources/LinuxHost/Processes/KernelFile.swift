import Controls
import Glibc
import ProbeKit

/// Files of `/proc` that have no size of their own and are read to their end.
enum KernelFile {
    private static let sizeLimit = 256 << 20
    private static let chunk = 4 << 10

    /// The whole of a file; a failure says why not.
    static func contents(of path: String) throws(ProbeFailure) -> [UInt8] {
        try contents(of: path, in: ProcDirectory.noDirectory)
    }

    /// The whole of a file below an open directory.
    static func contents(of path: String, in directory: Int32) throws(ProbeFailure) -> [UInt8] {
        let file = unsafe OpenDescriptor(openat(directory, path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK))
        guard file.isOpen else { throw failure(path, file.error) }
        var bytes: [UInt8] = []
        while bytes.count < sizeLimit {
            let old = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: chunk))
            let taken = unsafe bytes.withUnsafeMutableBytes { unsafe read(file.number, $0.baseAddress?.advanced(by: old), chunk) }
            bytes.removeLast(chunk - max(taken, 0))
            if taken == 0 { return bytes }
            guard taken > 0 || errno == EINTR else { throw failure(path, errno) }
        }
        throw ProbeFailure(.limitExceeded, "\(path) is larger than \(sizeLimit) bytes")
    }

    /// What a link holds; nil where it cannot be read.
    static func linkTarget(of path: String, in directory: Int32 = ProcDirectory.noDirectory) -> [UInt8]? {
        var target = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let length = unsafe target.withUnsafeMutableBytes { room in
            guard let start = room.baseAddress else { return -1 }
            return unsafe readlinkat(directory, path, start.assumingMemoryBound(to: CChar.self), room.count)
        }
        return length > 0 ? Array(target.prefix(length)) : nil
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
