internal import CLinux
internal import Controls
internal import Glibc
internal import ProbeKit

/// A program that nobody but root can change: the file, and every directory above it, once all links are followed.
struct TrustedProgram {
    /// Without links.
    let path: HostPath

    /// - Throws: ``ToolFailure/missing(_:)``, ``ToolFailure/untrusted(_:_:)``, and ``ToolFailure/failed(_:_:)`` where it cannot be looked at.
    init(_ program: HostPath) throws(ToolFailure) {
        guard program.isAbsolute else { throw .untrusted(program, "it has no absolute path") }
        let file = try Self.opened(program, from: program)
        guard let status = file.status().map({ FileStatus($0) }) else { throw .failed(program, HostTools.text(errno)) }
        guard status.kind == .regular else { throw .untrusted(program, "it is not a regular file but a \(status.kind.rawValue)") }
        guard let place = KernelFile.linkTarget(of: "/proc/self/fd/\(file.number)") else {
            throw .failed(program, "its place cannot be read from /proc")
        }
        path = HostPath(place)
        try Self.check(status, path, of: program)
        var directory = path
        repeat {
            directory = directory.parent
            let above = try Self.opened(directory, from: program).status().map { FileStatus($0) }
            guard let above else { throw .failed(program, HostTools.text(errno)) }
            try Self.check(above, directory, of: program)
        } while directory != "/"
    }

    /// In a directory with the sticky bit nobody can put something in another's place: inode(7).
    private static func check(_ status: FileStatus, _ path: HostPath, of program: HostPath) throws(ToolFailure) {
        let isSticky = status.kind == .directory && status.mode & 0o1000 != 0
        guard status.owner == 0 else { throw .untrusted(program, "\(path.escaped) belongs to user \(status.owner), not to root") }
        guard status.mode & 0o002 == 0 || isSticky else { throw .untrusted(program, "everybody may write \(path.escaped)") }
        guard status.mode & 0o020 == 0 || status.group == 0 || isSticky else {
            throw .untrusted(program, "group \(status.group) may write \(path.escaped)")
        }
    }

    private static func opened(_ path: HostPath, from program: HostPath) throws(ToolFailure) -> Descriptor {
        let opened = unsafe Descriptor(open(path.cString, SOC2D_O_PATH | O_CLOEXEC))
        if opened.isOpen { return opened }
        switch opened.error {
        case ENOENT, ENOTDIR: throw .missing(program)
        default: throw .failed(program, HostTools.text(opened.error))
        }
    }
}
