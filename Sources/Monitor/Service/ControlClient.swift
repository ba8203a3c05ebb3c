package import Controls
package import LinuxHost
internal import ProbeKit

/// Asks the monitor of this host, for a command.
package struct ControlClient: Sendable {
    private let socket: ControlSocket

    package init(_ places: MonitorPlaces) { socket = ControlSocket(places.socket) }

    /// How long a command waits where nobody says otherwise.
    package static let patience = TimeSpan.seconds(30)

    /// - Parameter waits: whether a monitor that is only just starting is waited for, within the same time.
    package func ask(
        _ request: ControlRequest, within patience: TimeSpan = patience, waitingForMonitor waits: Bool = false
    ) throws(ControlFailure) -> ControlAnswer {
        let question: [UInt8]
        do throws(RecordProblem) { question = try request.canonicalJSON() } catch { throw .failed(socket.path, "\(error)") }
        guard question.count <= ControlRequest.sizeLimit else {
            throw .failed(socket.path, "more than \(ControlRequest.sizeLimit) bytes are asked")
        }
        let answer = try socket.ask(question, limit: ControlAnswer.sizeLimit, within: patience, waitingForMonitor: waits)
        do throws(RecordProblem) { return try ControlAnswer(canonicalJSON: answer) } catch { throw .garbage(socket.path, "\(error)") }
    }
}
