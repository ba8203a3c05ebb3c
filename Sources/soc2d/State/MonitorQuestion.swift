import ArgumentParser
import Controls
import LinuxHost
import Monitor
import Reports

/// Asks the monitor for something, and says what came of it.
enum MonitorQuestion {
    /// - Throws: where nobody answers; 69 and 77 then end the command.
    static func ask(_ request: ControlRequest, of places: MonitorPlaces) throws -> ControlAnswer {
        do throws(ControlFailure) { return try ControlClient(places).ask(request) } catch {
            throw refusal(error)
        }
    }

    /// Whether the monitor answers, for `soc2d status`, and what troubles it has.
    static func presence(at places: MonitorPlaces) -> MonitorStatus.Presence {
        do throws(ControlFailure) {
            let answer = try ControlClient(places).ask(ControlRequest(.troubles), within: patience)
            return .running(troubles: answer.isDone ? answer.problems : [answer.text])
        } catch {
            switch error {
            case .notRunning: return .absent("start it with `systemctl start soc2d`; nobody listens at \(places.socket)")
            case .late, .taken, .denied, .ended, .garbage, .failed: return .unseen("\(error)")
            }
        }
    }

    private static let patience = TimeSpan.seconds(5)

    /// Prints why nobody could be asked.
    static func refusal(_ failure: ControlFailure) -> ExitCode {
        ThisProcess.writeError("soc2d: \(failure)\n")
        return ExitCode(status(of: failure))
    }

    private static func status(of failure: ControlFailure) -> Int32 {
        switch failure {
        case .denied: ExitStatus.noPermission
        case .notRunning, .late, .ended, .garbage, .taken, .failed: ExitStatus.unavailable
        }
    }
}
