import ArgumentParser
import Controls
import LinuxHost
import Logging
import Monitor
import Notices
import ProbeKit
import Systemd

/// What `soc2d-failed.service` runs once systemd starts the monitor no more. It needs neither a ledger nor a monitor.
struct ReportFailureCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report-failure",
        abstract: "Tell the heartbeats and the journal that the monitor has failed.",
        discussion: """
            systemd runs it once the monitor has failed so often that it is started no more. Each heartbeat gets a sign of failure; what is wrong \
            in the configuration keeps no other heartbeat from that.

            Exit status: 0 told, or there is no heartbeat to tell; 1 a heartbeat was not told, or may stand in what cannot be read, 64 wrong \
            usage.
            """)

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func run() throws {
        let end = ServiceEnd(environment: ThisProcess.environment)
        let logger = Logger(label: "soc2d") { _ in ServiceLog() }
        // First, whatever becomes of the rest.
        logger.critical("\(end.words)", metadata: ["result": "\(end.result ?? "unknown")", "exit": "\(end.exit ?? "unknown")"])
        let (configuration, problems) = ConfigurationDirectories.readWhatever(config)
        for problem in problems { logger.error("The configuration is not in order.", metadata: ["reason": "\(problem)"]) }
        let heartbeats = configuration.destinations.filter { $0.kind == .heartbeat }
        let program = ThisProcess.neighbour("soc2d-courier")
        let source = config == nil ? CourierSource.open(program: program) : .program(program)
        let counter = CourierCounter(source, configuration: config, credentials: ThisProcess.environment("CREDENTIALS_DIRECTORY"))
        let results = heartbeats.map { heartbeat in
            TrialResult(of: heartbeat, Post(counter).signal(.fail, to: heartbeat, body: end.words), eventID: "heartbeat")
        }
        log(results, logger)
        let mayLackOne = results.isEmpty && !problems.isEmpty
        if mayLackOne || results.contains(where: { !$0.isPassed }) { throw ExitCode(ExitStatus.fails) }
    }

    private func log(_ results: [TrialResult], _ logger: Logger) {
        let told = results.map { "\($0.destination): \($0.outcome.rawValue)\($0.text.isEmpty ? "" : ": \($0.text)")" }
        let words = told.isEmpty ? "none is configured" : told.joined(separator: "; ")
        logger.log(
            level: results.allSatisfy(\.isPassed) ? .notice : .error, "This is what heartbeats were told of it.",
            metadata: ["heartbeats": "\(words)"])
    }
}
