internal import Controls
package import ProbeKit

/// Runs probes in children of their own and takes their replies, whatever the children do.
package struct ProbeRunner: Sendable {
    /// The program of the child and the arguments before the probe's name.
    let program: String
    let arguments: [String]
    /// What connects to services for the child.
    let courier: CourierSource
    /// Bytes of output after which a child counts as gone mad.
    let outputLimit: Int

    package init(program: String, arguments: [String], courier: CourierSource, outputLimit: Int = 256 << 20) {
        self.program = program
        self.arguments = arguments
        self.courier = courier
        self.outputLimit = outputLimit
    }

    /// Starts a child and waits for it on a thread of its own.
    ///
    /// - Parameter ended: called once, not much later than the deadline: what goes wrong is a failure in the reply. It is later only where
    ///   the kernel cannot end the child.
    @discardableResult package func start(
        _ probe: String, _ request: ProbeRequest, deadline: Duration, ended: @escaping @Sendable (ProbeReply) -> Void
    ) -> ProbeRun {
        let run = ProbeRun(of: probe, by: self, deadline: deadline)
        start(run, request, ended: ended)
        return run
    }

    /// The same for a task, whose cancellation ends the child.
    package func run(_ probe: String, _ request: ProbeRequest, deadline: Duration) async -> ProbeReply {
        let run = ProbeRun(of: probe, by: self, deadline: deadline)
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in start(run, request) { continuation.resume(returning: $0) } }
        } onCancel: {
            run.cancel()
        }
    }

    private func start(_ run: ProbeRun, _ request: ProbeRequest, ended: @escaping @Sendable (ProbeReply) -> Void) {
        guard !WorkThread.start({ ended(run.reply(to: request)) }) else { return }
        ended(ProbeReply(ProbeFailure(.internalError, "no thread can be had; `ulimit -u` shows the limit")))
    }
}

extension ProbeReply {
    init(_ failure: ProbeFailure) {
        self.init()
        self.failure = failure
    }
}
