internal import ProbeKit

/// The newest run of a service that succeeded, found among messages that come newest first.
///
/// The runs of one service follow one another, and so do the messages of a run.
struct RunHistory {
    /// The run that was found, without its statuses.
    private(set) var success: ServiceRun?
    /// The invocation that somebody stopped: that it ended then says nothing of how far it had come.
    private var stopped = ""

    /// Takes one message more; nothing once a run is found.
    mutating func take(_ message: UnitMessage) {
        guard success == nil else { return }
        switch message.kind {
        case .started: if message.isFinish { found(message) }
        case .stopped: stopped = message.invocation
        case .ended: if message.invocation != stopped || message.invocation.isEmpty { found(message) }
        case .exited: break
        }
    }

    private mutating func found(_ message: UnitMessage) {
        success = ServiceRun(finished: message.received, invocation: message.invocation)
    }
}
