internal import CLinux
internal import Controls
internal import Glibc
internal import ProbeKit

/// A program that was started. Letting go of it kills its process group.
struct RunningTool: ~Copyable {
    private let child: Child
    private let watch: Descriptor

    /// - Parameter output: what becomes its descriptor 1; closed here, so that the end of the output can be heard.
    init(_ program: TrustedProgram, _ call: ToolCall, output: consuming Descriptor) throws(ToolFailure) {
        let words = [call.program.bytes] + call.arguments.map { Array($0.utf8) }
        guard !words.contains(where: { $0.contains(0) }) else { throw .failed(call.program, "an argument holds a NUL byte") }
        var arguments = unsafe words.map { unsafe strdup(HostPath($0).cString) }
        defer { unsafe arguments.forEach { unsafe free($0) } }
        unsafe arguments.append(nil)
        let child = Child(number: unsafe soc2d_start_tool(program.path.cString, arguments, output.number))
        guard child.number > 0 else { throw .failed(call.program, HostTools.text(errno)) }
        let watch = Descriptor(soc2d_watch_process(child.number))
        guard watch.isOpen else { throw .failed(call.program, HostTools.text(watch.error)) }
        self.child = child
        self.watch = watch
    }

    /// What poll(2) needs to wait for its end.
    var whenEnded: pollfd { pollfd(fd: watch.number, events: Int16(POLLIN), revents: 0) }

    /// How it ended; for one that has ended.
    consuming func ended() -> ToolOutcome.Ending {
        let status = child.ended()
        let signal = status & 0x7f
        return signal == 0 ? .exited(status >> 8 & 0xff) : .signalled(signal)
    }

    /// A process, and the group that it leads.
    private struct Child: ~Copyable {
        let number: pid_t

        /// What waitpid(2) says of it.
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
}
