import ArgumentParser
import Controls
import LinuxHost
import Reports

/// The silences.
struct SilencesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "silences",
        abstract: "List the silences that there are files of: in force, expired.",
        discussion: """
            A silence is a file silences.d/NAME.silence. While it is in force nobody but the journal is told of what it covers; everything \
            is recorded all the same. `soc2d status` shows which the monitor goes by. Exit status: 0 listed, 78 wrong configuration.
            """)

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func run() throws {
        let silences = try Configured.load(config).silences
        switch format {
        case .json: SilenceReport.renderJSON(silences, at: LiveHost.now, to: ThisProcess.write)
        case .text: SilenceReport.render(silences, at: LiveHost.now, width: ThisProcess.outputWidth ?? 80, to: ThisProcess.write)
        }
    }
}
