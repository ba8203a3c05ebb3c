import ArgumentParser
import Controls
import LinuxHost
import Monitor
import Reports

/// Approves what one execution observed.
struct BaselineApprove: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Approve what the host showed, print the difference, and record who approved it.",
        discussion: """
            Look at `soc2d baseline diff` first: it names the execution. What is approved is that one alone, whatever the host shows \
            meanwhile; without --execution it is the last one, whose difference is printed. The monitor records who approves from the \
            kernel's word about this process. Exit status: 0 approved, 1 refused, 2 the ledger cannot be read, 66 nothing was observed \
            yet, 69 the monitor does not run; \(StateArguments.statuses)
            """)

    @OptionGroup var baseline: BaselineArguments

    @Option(help: ArgumentHelp("Approve what this execution observed, as diff has named it.", valueName: "number"))
    var execution: Int64?

    @Option(help: "What there is to say, such as a ticket.")
    var text: String?

    func validate() throws {
        guard (text?.utf8.count ?? 0) <= Statement.textLimit else {
            throw ValidationError("--text takes \(Statement.textLimit) bytes at most; name a ticket instead")
        }
    }

    func run() throws {
        let state = try baseline.difference(in: execution)
        if baseline.format == .text { baseline.show(state) }
        var request = ControlRequest(.approve)
        request.probe = baseline.probe.text
        request.execution = state.difference?.execution
        request.text = text
        let answer = try MonitorQuestion.ask(request, of: try baseline.place.places())
        switch baseline.format {
        case .json:
            let outcome = JSONBaselineReport.Outcome(isDone: answer.isDone, text: answer.text)
            JSONBaselineReport.render(state, outcome: outcome, to: ThisProcess.write)
        case .text: AnswerReport.render(isDone: answer.isDone, answer.text, problems: answer.problems, as: .text)
        }
        if !answer.isDone { throw ExitCode(ExitStatus.fails) }
    }
}
