internal import CLinux
internal import Glibc
internal import ProbeKit

/// A program that was started, and the process group that it leads. It ends with the thread that started it; letting go of it kills the group.
struct StartedProgram: ~Copyable {
    let number: pid_t

    /// - Parameters:
    ///   - words: its arguments, the name first; without NUL.
    ///   - environment: such as `LC_ALL=C`.
    ///   - input: what becomes its descriptor 0; none where nil.
    ///   - output: what becomes its descriptor 1.
    /// - Throws: errno(3).
    init(_ path: HostPath, _ words: [HostPath], environment: [String] = [], input: Int32?, output: Int32) throws(Errno) {
        var arguments = unsafe words.map { unsafe strdup($0.cString) }
        unsafe arguments.append(nil)
        var variables = unsafe environment.map { unsafe strdup($0) }
        unsafe variables.append(nil)
        defer {
            unsafe arguments.forEach { unsafe free($0) }
            unsafe variables.forEach { unsafe free($0) }
        }
        number = unsafe soc2d_start(path.cString, arguments, variables, input ?? -1, output)
        guard number > 0 else { throw Errno(code: errno) }
    }

    /// A courier: it speaks over its descriptor 0 alone, which is open nowhere else from here on.
    init(
        courier program: HostPath, _ arguments: [String] = [], environment: [String] = [], input: consuming Descriptor
    ) throws(Errno) {
        let nowhere = unsafe Descriptor(open("/dev/null", O_WRONLY | O_CLOEXEC))
        let words = [program] + arguments.map { HostPath($0) }
        try self.init(program, words, environment: environment, input: input.number, output: nowhere.number)
    }

    struct Errno: Error {
        let code: Int32
        var text: String { unsafe String(cString: strerror(code)) }
    }

    /// Kills the group and takes the leader's status, as waitpid(2) has it; that of its own end where it had ended already.
    consuming func ended() -> Int32 {
        let status = Self.end(number)
        discard self
        return status
    }

    deinit { if number > 0 { _ = Self.end(number) } }

    /// Its number stays its own until it is waited for.
    private static func end(_ number: pid_t) -> Int32 {
        var status: Int32 = 0
        kill(-number, SIGKILL)
        while unsafe waitpid(number, &status, 0) < 0, errno == EINTR {}
        return status
    }
}
