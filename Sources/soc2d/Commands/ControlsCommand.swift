import ArgumentParser
import Controls
import LinuxHost
import Reports

/// The coverage of the criteria.
struct ControlsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "controls",
        abstract: "Show which of the 61 criteria your controls test, which they only support, and which soc2d cannot evidence.")

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func run() throws {
        let coverage = Coverage(of: try Configured.load(config).controls)
        CoverageReport.render(coverage, width: ThisProcess.outputWidth ?? 80, to: ThisProcess.write)
    }
}
