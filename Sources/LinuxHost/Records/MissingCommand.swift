internal import Glibc
internal import ProbeKit

/// A command that could not be started.
struct MissingCommand {
    /// Whether there is a file of its name, where it would be looked for, that may be run: then what is missing is what runs it.
    let isThere: Bool

    static let unknown = MissingCommand("")

    /// - Parameter name: a path, or a name that is sought by `PATH` as execvp(3) does.
    init(_ name: HostPath) {
        guard !name.bytes.isEmpty, !name.bytes.contains(UInt8(ascii: "/")) else {
            isThere = Self.isProgram(name)
            return
        }
        // confstr(3): where execvp(3) looks without PATH.
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/bin:/usr/bin"
        isThere = path.utf8.split(separator: UInt8(ascii: ":")).contains { Self.isProgram(HostPath($0).appending(name)) }
    }

    private static func isProgram(_ path: HostPath) -> Bool {
        var status = stat()
        guard unsafe stat(path.cString, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return false }
        return unsafe access(path.cString, X_OK) == 0
    }
}
