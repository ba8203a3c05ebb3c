internal import CLinux
internal import Controls
internal import Glibc
internal import ProbeKit

/// A program that was started. Letting go of it kills its process group.
struct RunningTool: ~Copyable {
    private let child: StartedProgram
    private let watch: Descriptor

    /// - Parameter output: what becomes its descriptor 1; closed here, so that the end of the output can be heard.
    init(_ program: TrustedProgram, _ call: ToolCall, output: consuming Descriptor) throws(ToolFailure) {
        let words = [call.program] + call.arguments.map { HostPath($0) }
        guard !words.contains(where: { $0.bytes.contains(0) }) else { throw .failed(call.program, "an argument holds a NUL byte") }
        let child: StartedProgram
        do throws(StartedProgram.Errno) {
            child = try StartedProgram(program.path, words, environment: ["LC_ALL=C"], input: nil, output: output.number)
        } catch { throw .failed(call.program, error.text) }
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
}
