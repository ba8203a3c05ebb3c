internal import CLinux
internal import Glibc
package import ProbeKit

/// A small file of the monitor's own, in a directory that was checked: read and replaced as a whole.
package struct KeptFile: Sendable {
    package let path: HostPath
    /// Whether it has to be on the disk when ``replace(with:)`` returns.
    private let isSynced: Bool

    package init(_ path: HostPath, isSynced: Bool) {
        self.path = path
        self.isSynced = isSynced
    }

    /// The contents; nil where there is no file. No link is followed, and nothing but a regular file with one name is read.
    package func contents(limit: Int) throws(StateProblem) -> [UInt8]? {
        let file = unsafe Descriptor(open(path.cString, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC))
        guard file.isOpen else {
            switch file.error {
            case ENOENT: return nil
            case ELOOP: throw StateProblem(path, .link)
            case let code: throw StateProblem(path, .system("open", code))
            }
        }
        guard let status = file.status(), status.st_mode & S_IFMT == S_IFREG else { throw StateProblem(path, .notRegular) }
        guard status.st_nlink == 1 else { throw StateProblem(path, .linked(Int(status.st_nlink))) }
        guard let bytes = file.readAll(upTo: limit, expecting: Int(clamping: status.st_size)) else {
            throw StateProblem(path, .system("read", errno))
        }
        return bytes
    }

    /// Writes a new file and puts it in the place of the old one: a reader sees one or the other, even after a crash.
    package func replace(with bytes: [UInt8]) throws(StateProblem) {
        let draft = HostPath(path.bytes + Array(".new".utf8)).cString
        unsafe unlink(draft)
        let file = unsafe Descriptor(open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600))
        guard file.isOpen else { throw StateProblem(path, .system("create", file.error)) }
        do throws(StateProblem) {
            guard unsafe write(file.number, bytes, bytes.count) == bytes.count else { throw StateProblem(path, .system("write", errno)) }
            guard !isSynced || fsync(file.number) == 0 else { throw StateProblem(path, .system("fsync", errno)) }
            guard unsafe rename(draft, path.cString) == 0 else { throw StateProblem(path, .system("rename", errno)) }
        } catch {
            unsafe unlink(draft)
            throw error
        }
        if isSynced { try syncDirectory() }
    }

    /// The new name is kept only when the directory is.
    private func syncDirectory() throws(StateProblem) {
        let directory = unsafe Descriptor(open(path.parent.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
        guard directory.isOpen, fsync(directory.number) == 0 else { throw StateProblem(path, .system("fsync of the directory", errno)) }
    }
}
