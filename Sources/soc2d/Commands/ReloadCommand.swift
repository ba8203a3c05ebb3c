import ArgumentParser
import Controls
import LinuxHost
import Monitor

/// Lets the monitor read its configuration again.
struct ReloadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Let the monitor read its configuration again, and say what came of it.",
        discussion: """
            A configuration with a problem is refused as a whole, and the one before stays in force.

            Exit status: 0 the new configuration is in force, 64 wrong usage, 69 the monitor is not running or does not answer, 77 no \
            permission, 78 the configuration is refused.
            """)

    @Option(help: ArgumentHelp("How long to wait for the answer, and for a monitor that is only just starting.", valueName: "span"))
    var wait = "30s"

    @Option(help: ArgumentHelp("Ask the monitor that keeps everything here.", valueName: "dir"))
    var state: String?

    func validate() throws {
        guard let span = TimeSpan(wait), span > .seconds(0), span <= .days(1) else {
            throw ValidationError("--wait \(wait) is no time span such as 30s; at most 1d")
        }
        if state == "" { throw ValidationError("--state is empty; name a directory") }
    }

    func run() throws {
        // Where it listens does not depend on its configuration, which may be what is wrong.
        let client = ControlClient(MonitorPlaces(state: state, settings: MonitorSettings()))
        let patience = TimeSpan(wait) ?? ControlClient.patience
        do {
            let answer = try client.ask(ControlRequest(.reload), within: patience, waitingForMonitor: true)
            for problem in answer.problems { ThisProcess.writeError("\(problem)\n") }
            guard answer.isDone else {
                ThisProcess.writeError("soc2d: \(answer.text)\n")
                throw ExitCode(ExitStatus.configuration)
            }
            ThisProcess.write(Array("\(answer.text)\n".utf8))
        } catch let failure as ControlFailure {
            throw MonitorQuestion.refusal(failure)
        }
    }
}
