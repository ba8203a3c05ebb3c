internal import CLinux
internal import Controls
internal import Glibc
package import ProbeKit

/// The files below a directory, which no path and no link can leave: openat2(2) with `RESOLVE_IN_ROOT`.
package final class RootedTree: FileTree {
    private let root: Descriptor
    /// What is not to be told of, since it is not the host's.
    private let hidden: HiddenPlaces?

    /// - Throws: when the directory cannot be opened.
    package convenience init(root path: HostPath) throws(ReadFailure) { try self.init(root: path, without: nil) }

    /// - Parameter hidden: what is hidden from this process; for `/` only.
    init(root path: HostPath, without hidden: HiddenPlaces?) throws(ReadFailure) {
        let opened = unsafe Descriptor(open(path.cString, SOC2D_O_PATH | O_DIRECTORY | O_CLOEXEC))
        guard opened.isOpen else { throw Self.failure(opened.error, path) ?? .failed(path, "there is no such directory") }
        root = opened
        self.hidden = hidden
    }

    package func contents(of path: HostPath, within limits: ReadLimits) throws(ReadFailure) -> File? {
        for _ in 1...3 {
            guard let descriptor = try opened(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) else { return nil }
            guard let before = descriptor.status() else { throw .failed(path, Self.text(errno)) }
            let status = FileStatus(before)
            guard status.kind == .regular else { throw .notRegular(path, status.kind) }
            guard status.size <= limits.bytes else { throw .tooLarge(path, limits) }
            guard let bytes = descriptor.readAll(upTo: limits.bytes + 1, expecting: Int(status.size)) else {
                throw .failed(path, Self.text(errno))
            }
            guard bytes.count <= limits.bytes, Self.lines(in: bytes) <= limits.lines else { throw .tooLarge(path, limits) }
            if let after = descriptor.status(), FileStatus(after) == status {
                return File(path: path, bytes: bytes, status: status)
            }
        }
        throw .changing(path)
    }

    package func piece(of path: HostPath, from offset: Int64, count: Int) throws(ReadFailure) -> [UInt8]? {
        guard let descriptor = try opened(path, O_RDONLY | O_NONBLOCK | O_NOCTTY) else { return nil }
        guard let status = descriptor.status() else { throw .failed(path, Self.text(errno)) }
        let kind = FileStatus(status).kind
        guard kind == .regular else { throw .notRegular(path, kind) }
        guard offset == 0 || descriptor.move(to: offset), let bytes = descriptor.readAll(upTo: count, expecting: count) else {
            throw .failed(path, Self.text(errno))
        }
        return bytes
    }

    package func status(of path: HostPath) throws(ReadFailure) -> FileStatus? {
        guard let descriptor = try opened(path, SOC2D_O_PATH) else { return nil }
        guard let status = descriptor.status() else { throw .failed(path, Self.text(errno)) }
        return FileStatus(status)
    }

    package func linkTarget(of path: HostPath) throws(ReadFailure) -> HostPath? {
        guard let descriptor = try opened(path, SOC2D_O_PATH | O_NOFOLLOW) else { return nil }
        return Self.target(of: descriptor)
    }

    private static func target(of link: borrowing Descriptor) -> HostPath? {
        let number = link.number
        var target = [UInt8](repeating: 0, count: 4096)
        let count = unsafe target.withUnsafeMutableBytes { buffer in
            guard let start = buffer.baseAddress else { return 0 }
            return unsafe readlinkat(number, "", start, buffer.count)
        }
        return count > 0 ? HostPath(target[..<count]) : nil
    }

    package func linkOwner(of path: HostPath) throws(ReadFailure) -> UInt32? {
        guard let descriptor = try opened(path, SOC2D_O_PATH | O_NOFOLLOW) else { return nil }
        guard let status = descriptor.status().map({ FileStatus($0) }) else { throw .failed(path, Self.text(errno)) }
        return status.kind == .link ? status.owner : nil
    }

    package func names(in directory: HostPath) throws(ReadFailure) -> [HostPath]? {
        guard let status = try status(of: directory) else { return nil }
        guard status.kind == .directory else { throw .notADirectory(directory) }
        guard let descriptor = try opened(directory, O_RDONLY | O_DIRECTORY) else { return nil }
        guard let stream = unsafe fdopendir(dup(descriptor.number)) else { throw .failed(directory, Self.text(errno)) }
        defer { unsafe closedir(stream) }
        var names: [HostPath] = []
        while true {
            // readdir(3) tells an error from the end by errno alone: a part of a directory is not the directory.
            errno = 0
            guard let entry = unsafe readdir(stream) else { break }
            let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { unsafe Array($0.prefix { $0 != 0 }) }
            if name == Array(".".utf8) || name == Array("..".utf8) { continue }
            names.append(HostPath(name))
            guard names.count <= Self.namesLimit else {
                throw .tooLarge(directory, ReadLimits(bytes: Self.namesLimit, lines: Self.namesLimit))
            }
        }
        guard errno == 0 else { throw .failed(directory, Self.text(errno)) }
        return names.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    package func accessList(of path: HostPath) throws(ReadFailure) -> [UInt8]? {
        guard let descriptor = try opened(path, SOC2D_O_PATH) else { return nil }
        var list = [UInt8](repeating: 0, count: Self.accessListLimit)
        let count = unsafe list.withUnsafeMutableBytes { unsafe soc2d_access_list(descriptor.number, $0.baseAddress, $0.count) }
        if count >= 0 { return Array(list[..<count]) }
        if errno == ENODATA || errno == ENOTSUP { return nil }
        throw .failed(path, Self.text(errno))
    }

    /// The longest value of an extended attribute: XATTR_SIZE_MAX of linux/limits.h.
    private static let accessListLimit = 64 << 10
    private static let namesLimit = 1 << 20

    /// Opens something below the root; nil if it is not there.
    func opened(_ path: HostPath, _ flags: Int32) throws(ReadFailure) -> Descriptor? {
        guard let hidden, !hidden.isEmpty else { return try lookUp(path, flags) }
        do throws(ReadFailure) {
            guard let descriptor = try lookUp(path, flags) else {
                try Self.refuse(path, at: wayEnd(of: path), hidden)
                return nil
            }
            try Self.refuse(path, at: Self.place(of: descriptor) ?? path, hidden)
            return descriptor
        } catch {
            try Self.refuse(path, at: wayEnd(of: path), hidden)
            throw error
        }
    }

    private static func refuse(_ path: HostPath, at place: HostPath, _ hidden: HiddenPlaces) throws(ReadFailure) {
        if let directive = hidden.directive(hiding: place) { throw .hidden(path, by: directive.rawValue) }
    }

    /// Where an open file lies, without links. What was removed may be mounted here still: proc(5) then adds a word to the path.
    private static func place(of file: borrowing Descriptor) -> HostPath? {
        guard let target = KernelFile.linkTarget(of: "/proc/self/fd/\(file.number)") else { return nil }
        let removed = " (deleted)".utf8
        return HostPath(target.suffix(removed.count).elementsEqual(removed) ? target.dropLast(removed.count) : target[...])
    }

    /// Where something would be that cannot be opened, once the links on the way to it are followed.
    private func wayEnd(of path: HostPath) -> HostPath {
        var (way, rest) = (path, [ArraySlice<UInt8>]())
        for _ in 1...Self.wayLimit {
            if let found = step(on: way) {
                guard let target = found.target else { return rest.reversed().reduce(found.place) { $0.appending($1) } }
                way = way.parent.appending(target)
            } else {
                guard let last = way.components.last else { return path }
                rest.append(last)
                way = way.parent
            }
        }
        return path
    }

    /// What is there, and where it leads if it is a link.
    private func step(on path: HostPath) -> (place: HostPath, target: HostPath?)? {
        do {
            guard let found = try lookUp(path, SOC2D_O_PATH | O_NOFOLLOW), let place = Self.place(of: found) else { return nil }
            return (place, Self.target(of: found))
        } catch { return nil }
    }

    /// More links and directories than this lead nowhere: path_resolution(7) ends after 40 links.
    private static let wayLimit = 256

    private func lookUp(_ path: HostPath, _ flags: Int32) throws(ReadFailure) -> Descriptor? {
        let resolve = UInt64(RESOLVE_IN_ROOT) | UInt64(RESOLVE_NO_MAGICLINKS)
        let text = path.cString
        // EAGAIN: a rename somewhere raced with the resolution of "..", openat2(2).
        for _ in 1...64 {
            let opened = unsafe Descriptor(soc2d_openat2(root.number, text, UInt64(flags | O_CLOEXEC), resolve))
            if opened.isOpen { return opened }
            if opened.error == EAGAIN || opened.error == EINTR { continue }
            guard let failure = Self.failure(opened.error, path) else { return nil }
            throw failure
        }
        throw .changing(path)
    }

    /// What an error number means; nil for "there is nothing".
    static func failure(_ code: Int32, _ path: HostPath) -> ReadFailure? {
        switch code {
        case ENOENT, ENOTDIR: nil
        case EACCES, EPERM: .denied(path)
        case ELOOP, EXDEV: .badLink(path)
        case ENXIO: .notRegular(path, .socket)
        case ENOSYS:
            .failed(path, "openat2(2) is not there; it needs Linux 5.6, and a unit without RestrictSUIDSGID= (which DynamicUser= brings)")
        default: .failed(path, text(code))
        }
    }

    static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }

    private static func lines(in bytes: [UInt8]) -> Int { bytes.count { $0 == UInt8(ascii: "\n") } }
}

extension FileStatus {
    init(_ status: stat) {
        let kind: Kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .regular
            case S_IFDIR: .directory
            case S_IFIFO: .fifo
            case S_IFSOCK: .socket
            case S_IFLNK: .link
            default: .device
            }
        self.init(
            kind: kind, owner: status.st_uid, group: status.st_gid,
            mode: status.st_mode & 0o7777, size: Int64(status.st_size), inode: UInt64(status.st_ino), device: UInt64(status.st_dev),
            modified: Moment(status.st_mtim), changed: Moment(status.st_ctim))
    }
}

extension Moment {
    /// The nearest moment there is: tmpfs and btrfs keep any 64 bits that the owner of a file asks for.
    fileprivate init(_ time: timespec) {
        let limit = Int64.max / 1_000_000_000 - 1
        self.init(nanoseconds: max(-limit, min(limit, Int64(time.tv_sec))) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}

extension HostPath {
    /// The path as the kernel wants it. A NUL inside would end it early, so such a path becomes empty, which names nothing.
    var cString: [CChar] { bytes.contains(0) ? [0] : bytes.map { CChar(bitPattern: $0) } + [0] }
}
