internal import CLinux
internal import Controls
internal import Dispatch
internal import Glibc
internal import ProbeKit

/// One probe child, from its start to its end.
package final class ProbeRun: Sendable {
    private let probe: String
    private let runner: ProbeRunner
    private let deadline: Duration
    private let bell = Bell()

    init(of probe: String, by runner: ProbeRunner, deadline: Duration) {
        self.probe = probe
        self.runner = runner
        self.deadline = deadline
    }

    /// Ends the child; from any thread.
    package func cancel() { bell.ring() }

    /// Starts the child, and waits for its end on the thread that this is called on, to which the child is tied.
    func reply(to request: ProbeRequest) -> ProbeReply {
        do throws(ProbeFailure) { return try answer(to: request) } catch { return ProbeReply(error) }
    }

    private func answer(to request: ProbeRequest) throws(ProbeFailure) -> ProbeReply {
        guard let lines = try? request.lines() else { throw ProbeFailure(.internalError, "the request cannot be written") }
        var channel = try SocketPair(.stream)
        let childEnd = Descriptor(channel.takeChildEnd())
        var ends: [Int32] = [-1, -1]
        guard unsafe soc2d_pipe(&ends) == 0 else { throw ProbeFailure(.internalError, "no pipe: \(Self.text(errno))") }
        let output = Descriptor(ends[0])
        let outputEnd = Descriptor(ends[1])
        let child = try start(input: childEnd, output: outputEnd)
        let relayed = DispatchSemaphore(value: 0)
        var isAsked = false
        var hearing = ProbeHearing(request: lines.flatMap { $0 + [UInt8(ascii: "\n")] }, outputLimit: runner.outputLimit)
        let relay = CourierRelay(courier: runner.courier, child: channel.number)
        let ear = ProbeHearing.Ear(output: output.number, channel: channel.number, bell: bell.descriptor, end: .now + deadline)
        let heard = hearing.hear(ear) {
            isAsked = WorkThread.start {
                relay.run()
                relayed.signal()
            }
        }
        let status = child.ended()
        // No question is passed on any more.
        shutdown(channel.number, Int32(SHUT_RDWR))
        if isAsked { relayed.wait() }
        return try verdict(on: heard, status)
    }

    /// The descriptors are the child's alone from here on.
    private func start(input: consuming Descriptor, output: consuming Descriptor) throws(ProbeFailure) -> StartedProgram {
        let words = ([runner.program] + runner.arguments + [probe]).map { HostPath($0) }
        do throws(StartedProgram.Errno) {
            return try StartedProgram(HostPath(runner.program), words, input: input.number, output: output.number)
        } catch { throw ProbeFailure(.internalError, "the probe child could not be run: \(error.text)") }
    }

    /// - Parameter status: as waitpid(2) has it: the low seven bits are the signal.
    private func verdict(on heard: ProbeHearing.Outcome, _ status: Int32) throws(ProbeFailure) -> ProbeReply {
        switch heard {
        case .all(let reply) where reply.isComplete: return reply
        case .late: throw ProbeFailure(.timeout, "not finished after \(deadline); Deadline= gives it longer")
        case .cancelled: throw ProbeFailure(.internalError, "the probe was ended, since soc2d ends")
        case .tooMuch: throw ProbeFailure(.limitExceeded, "the probe said more than \(runner.outputLimit) bytes")
        case .garbage(let problem): throw ProbeFailure(.internalError, "the probe child said something that is no reply: \(problem)")
        case .all:
            let signal = status & 0x7F
            if signal == SIGXCPU { throw ProbeFailure(.limitExceeded, "the probe used up its processor time") }
            if signal != 0 { throw ProbeFailure(.internalError, "the probe child was ended by signal \(signal)") }
            throw ProbeFailure(.internalError, "the probe child ended with status \(status >> 8 & 0xFF) before its reply did")
        }
    }

    private static func text(_ code: Int32) -> String { unsafe String(cString: strerror(code)) }
}
