import ArgumentParser
import LinuxHost

/// The command line of soc2d.
struct Soc2d: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soc2d",
        abstract: "Watches one Linux host and can prove what it says, for SOC 2.",
        discussion: """
            Looks at a host, judges what it finds against your own settings, and ties each result to SOC 2 criteria. \
            It reads; it never repairs, and only `soc2d record` writes. Services are asked by soc2d-courier, which reads no file of the host.
            """,
        version: "soc2d \(version)",
        subcommands: [
            ProbeCommand.self, RunCommand.self, ReloadCommand.self, ReportFailureCommand.self, StatusCommand.self, DeficienciesCommand.self,
            BaselineCommand.self, EvidenceCommand.self, RecordCommand.self, NotifyCommand.self, ControlsCommand.self, ProbesCommand.self,
            WaiversCommand.self,
            SilencesCommand.self, ConfigCommand.self,
        ])

    static let version = "0.1.0"
}

@main
enum Main {
    /// A probe child skips the command line's machinery: it is started often, and its words are ours.
    static func main() async {
        let arguments = CommandLine.arguments
        guard !arguments.isEmpty else {
            ThisProcess.writeError("soc2d: /proc is not mounted here; without it neither this command nor the host can be read\n")
            ThisProcess.end(ExitStatus.system)
        }
        if arguments.count == 3, arguments[1] == "observe" {
            Observation.run(probe: arguments[2])
        } else {
            await run()
        }
    }

    /// What waits for no task runs on the first thread, and nothing is started that would wait for tasks: for the monitor each second.
    private static func run() async {
        do {
            var command = try Soc2d.parseAsRoot()
            if var waiting = command as? any AsyncParsableCommand { try await waiting.run() } else { try command.run() }
        } catch {
            Soc2d.exit(withError: error)
        }
    }
}

/// Exit statuses of the command line; usage errors are 64 by the argument parser.
enum ExitStatus {
    static let fails: Int32 = 1
    static let inconclusive: Int32 = 2
    /// EX_DATAERR of sysexits.h.
    static let data: Int32 = 65
    /// EX_NOINPUT: there is no ledger, or nothing of that name in it.
    static let noInput: Int32 = 66
    /// EX_UNAVAILABLE: the monitor does not run.
    static let unavailable: Int32 = 69
    static let system: Int32 = 71
    static let cannotCreate: Int32 = 73
    /// EX_NOPERM.
    static let noPermission: Int32 = 77
    static let configuration: Int32 = 78
    static let interrupted: Int32 = 130
}
