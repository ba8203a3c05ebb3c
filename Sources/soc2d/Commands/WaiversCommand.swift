import ArgumentParser
import Controls
import LinuxHost
import Reports

/// The waivers.
struct WaiversCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "waivers",
        abstract: "List the waivers that there are files of: in force, expiring, expired.",
        discussion: """
            A waiver is a file waivers.d/ID.waiver. It lies over one failing subject for a time and changes no result. \
            Exit status: 0 listed, 78 wrong configuration.
            """)

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @Option(help: ArgumentHelp("Read this directory in place of /etc/soc2d.", valueName: "dir"))
    var config: String?

    func run() throws {
        let waivers = try Configured.load(config).waivers
        switch format {
        case .json: JSONWaiverReport.render(waivers, at: LiveHost.now, to: ThisProcess.write)
        case .text: WaiverReport.render(waivers, at: LiveHost.now, width: ThisProcess.outputWidth ?? 80, to: ThisProcess.write)
        }
    }
}
