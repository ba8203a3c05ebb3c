import ArgumentParser
import Ledger
import LinuxHost
import Monitor
import Reports

/// What stands open.
struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show what is open, inconclusive, undelivered or overdue, and whether the monitor runs.",
        discussion: """
            Reads the ledger, and asks the monitor what it cannot do. Exit status, the first that applies: 69 the monitor does not \
            run, 1 a deficiency is open and not waived, 2 the monitor is in trouble, or something is inconclusive, undelivered, overdue or cannot be read, \
            0 otherwise; 64 wrong usage, 66 there is no ledger, 77 no permission, 78 the configuration cannot be read.
            """)

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @Flag(help: "List everything, however long it is.")
    var all = false

    @OptionGroup var place: StateArguments

    func run() throws {
        let places = try place.places()
        let presence = MonitorQuestion.presence(at: places)
        let status = try OpenLedger(places.ledger).snapshot { reader throws(LedgerFailure) in
            try StatusReader(reader, at: LiveHost.now).status(presence)
        }
        switch format {
        case .json: JSONStatusReport.render(status, to: ThisProcess.write)
        case .text: StatusReport.render(status, style: .ofOutput(listed: all ? nil : 5), to: ThisProcess.write)
        }
        if let code = Self.exitStatus(of: status) { throw ExitCode(code) }
    }

    private static func exitStatus(of status: MonitorStatus) -> Int32? {
        switch status.presence {
        case .absent: return ExitStatus.unavailable
        case .running, .unseen: break
        }
        if status.unwaived > 0 { return ExitStatus.fails }
        if case .unseen = status.presence { return ExitStatus.inconclusive }
        return status.hasGaps ? ExitStatus.inconclusive : nil
    }
}
