internal import Glibc
internal import ProbeKit

/// This process: its standard streams, its environment, and where it runs.
package enum ThisProcess {
    /// Writes everything to descriptor 1. What cannot be written ends the process with status 74: a report that is cut must not
    /// look like one that is whole.
    package static func write(_ bytes: [UInt8]) {
        guard let code = write(bytes, to: 1) else { return }
        writeError("soc2d: the output could not be written: \(unsafe String(cString: strerror(code)))\n")
        end(74)
    }

    /// Ends the process at once.
    package static func end(_ status: Int32) -> Never { exit(status) }

    /// Ends the process without tidying up: for who cannot rely on anything any more.
    package static func endAtOnce(_ status: Int32) -> Never { _exit(status) }

    /// Writes everything to descriptor 2.
    package static func writeError(_ text: String) { _ = write(Array(text.utf8), to: 2) }

    /// The error number of a write that failed; nil if everything was written.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Int32? {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { buffer in unsafe Glibc.write(descriptor, buffer.baseAddress, buffer.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count == 0 || errno != EINTR {
                return count == 0 ? EIO : errno
            }
        }
        return nil
    }

    package static var outputIsTerminal: Bool { isatty(1) == 1 }
    package static var errorIsTerminal: Bool { isatty(2) == 1 }

    /// The columns of the terminal behind descriptor 1; nil where there is none.
    package static var outputWidth: Int? {
        var size = winsize()
        guard outputIsTerminal, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    /// A variable of the environment.
    package static func environment(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        return unsafe String(cString: value)
    }

    /// The path of a program that stands in the same directory as this one.
    package static func neighbour(_ name: String) -> String {
        let program = KernelFile.linkTarget(of: "/proc/self/exe").map { HostPath($0) } ?? "/usr/bin/soc2d"
        return String(decoding: program.parent.appending(HostPath(name)).bytes, as: UTF8.self)
    }

    package static var isRoot: Bool { geteuid() == 0 }

    /// The user who logged in and from whom this process stems, as the kernel keeps it: /proc/self/loginuid in proc(5). Where nobody logged
    /// in, the user whose rights it has.
    package static var loginUser: UInt32 {
        guard let bytes = try? KernelFile.contents(of: "/proc/self/loginuid"), let user = bytes[...].decimal.flatMap(UInt32.init(exactly:)),
            user != .max
        else { return geteuid() }
        return user
    }

    /// The name that uname(2) gives this host.
    package static var hostName: String {
        var names = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&names, names.count - 1) == 0 else { return "" }
        return String(decoding: names.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    /// The processors that this process may use.
    package static var processors: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// The directory that relative paths start from.
    package static var workingDirectory: String {
        guard let path = unsafe getcwd(nil, 0) else { return "/" }
        defer { unsafe free(path) }
        return unsafe String(cString: path)
    }
}
