import ArgumentParser
import Controls
import Ledger
import LinuxHost
import Monitor
import ProbeKit
import Probes
import Reports

/// The probe whose approved state a command is about.
struct BaselineArguments: ParsableArguments {
    @Argument(help: ArgumentHelp("A probe with a drift check.", valueName: "probe"))
    var probe: ProbeName

    @Option(help: "text or json.")
    var format = ReportFormat.text

    @OptionGroup var place: StateArguments

    func validate() throws {
        try probe.validate()
        guard Self.approvable.contains(probe.text) else {
            let names = Self.approvable.joined(separator: ", ")
            throw ValidationError("\(probe.text) has no drift check, so there is nothing to approve of it; these have one: \(names)")
        }
    }

    private static var approvable: [String] { Registry.probes.filter { $0.approvable != nil }.map(\.manifest.probe) }

    /// Looks into the ledger.
    func read<Result>(_ body: (BaselineReader) throws(LedgerFailure) -> Result) throws -> Result {
        let settings = try place.settings(of: probe.text)
        let approvable = Registry.probes.first { $0.manifest.probe == probe.text }?.approvable
        return try OpenLedger(place.places().ledger).snapshot { reader throws(LedgerFailure) in
            try body(
                BaselineReader(reader, of: probe.text) { evidence throws(RecordProblem) in try approvable?(settings, evidence) ?? [] })
        }
    }

    /// The difference to an execution.
    /// - Throws: where that execution observed nothing of the probe; 66 then ends the command.
    func difference(in execution: Int64?) throws -> BaselineState {
        if let state = try read({ reader throws(LedgerFailure) in try reader.difference(in: execution) }) { return state }
        let problem =
            execution.map { "execution \($0) is not in the ledger, or observed nothing of \(probe.text)" }
            ?? "no execution has observed anything of \(probe.text) yet; `soc2d status` says when it last ran"
        ThisProcess.writeError("soc2d: \(problem)\n")
        throw ExitCode(ExitStatus.noInput)
    }

    func show(_ state: BaselineState) {
        switch format {
        case .json: JSONBaselineReport.render(state, to: ThisProcess.write)
        case .text: BaselineReport.render(state, style: .ofOutput(listed: nil), to: ThisProcess.write)
        }
    }
}
