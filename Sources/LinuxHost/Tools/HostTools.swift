internal import CLinux
internal import Controls
internal import Glibc
package import ProbeKit

/// Runs programs of this host: never a shell, never what others than root may change.
///
/// A program is tied to the thread that runs it, may write no file where this process may not, and is killed with its whole process
/// group once it has ended, is late or has said too much.
package struct HostTools: ToolRunner {
    package init() {}

    package func run(_ call: ToolCall) throws(ToolFailure) -> ToolOutcome {
        let program = try TrustedProgram(call.program)
        let pipe = try Self.pipe(for: call)
        let tool = try RunningTool(program, call, output: pipe.end)
        let output = try Self.output(of: tool, call, from: pipe.start)
        return ToolOutcome(tool.ended(), output: output)
    }

    /// Hears the program until it has ended and nobody holds its output any longer.
    private static func output(
        of tool: borrowing RunningTool, _ call: ToolCall, from pipe: borrowing Descriptor
    ) throws(ToolFailure) -> [UInt8] {
        let end = ContinuousClock.now + .nanoseconds(max(0, call.deadline.nanoseconds))
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 64 << 10)
        var waiting = [pollfd(fd: pipe.number, events: Int16(POLLIN), revents: 0), tool.whenEnded]
        while waiting.contains(where: { $0.fd >= 0 }) {
            let left = (end - .now) / .milliseconds(1)
            guard left > 0 else { throw .late(call.program, call.deadline) }
            let count = unsafe poll(&waiting, nfds_t(waiting.count), Int32(min(left.rounded(.up), 60_000)))
            guard count >= 0 || errno == EINTR else { throw .failed(call.program, text(errno)) }
            guard count > 0 else { continue }
            if waiting[1].revents != 0 { waiting[1].fd = -1 }
            guard waiting[0].revents != 0 else { continue }
            let taken = unsafe chunk.withUnsafeMutableBytes { unsafe read(pipe.number, $0.baseAddress, $0.count) }
            guard taken >= 0 || errno == EINTR else { throw .failed(call.program, text(errno)) }
            if taken == 0 { waiting[0].fd = -1 }
            output += chunk.prefix(max(0, taken))
            guard output.count <= call.outputLimit else { throw .tooMuch(call.program, limit: call.outputLimit) }
        }
        return output
    }

    private struct Pipe: ~Copyable {
        let start: Descriptor
        let end: Descriptor
    }

    private static func pipe(for call: ToolCall) throws(ToolFailure) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard unsafe soc2d_pipe(&ends) == 0 else { throw .failed(call.program, text(errno)) }
        return Pipe(start: Descriptor(ends[0]), end: Descriptor(ends[1]))
    }

    static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
