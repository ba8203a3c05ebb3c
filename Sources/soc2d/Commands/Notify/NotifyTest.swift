import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import Notices
import ProbeKit
import Reports

/// Whether a destination is told what it is sent.
struct NotifyTest: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Send a message that is marked as a test, and say what the receiver answered.",
        discussion: """
            Works without a running monitor. The courier of the service sends it where this user may ask it (root may) and --config is not \
            given; otherwise a courier is started, which finds the secrets in the directory that $CREDENTIALS_DIRECTORY names.

            PagerDuty gets an incident that is resolved at once, Alertmanager an alert of one minute, and a heartbeat the sign of a start.

            Exit status: 0 delivered, or accepted by a receiver that says no more; 1 not delivered, 64 wrong usage, 66 no such destination, \
            71 the system fails, 78 wrong configuration.
            """)

    @Argument(help: "The name of the destination: that of its file without `.destination`.")
    var destination: String

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    @Option(help: "text or json.")
    var format = ReportFormat.text

    func run() throws {
        let found = try ConfiguredDestination.named(destination, in: config)
        let trial: DestinationTrial
        do { trial = try DestinationTrial(of: found, in: config) } catch {
            ThisProcess.writeError("soc2d: \(error)\n")
            throw ExitCode(ExitStatus.system)
        }
        let result = TrialResult(of: found, trial.outcome(), eventID: trial.eventID)
        switch format {
        case .json: ThisProcess.write(try result.canonicalJSON() + [UInt8(ascii: "\n")])
        case .text where result.isPassed: ThisProcess.write(Array("\(result.line)\n".utf8))
        case .text: ThisProcess.writeError("soc2d: \(result.line)\n")
        }
        if !result.isPassed { throw ExitCode(ExitStatus.fails) }
    }
}
