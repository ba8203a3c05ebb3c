import ArgumentParser
import Reports

/// Shows what drifted.
struct BaselineDiff: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show what the host showed last against what is approved: + new, - gone, ~ other than before.",
        discussion: """
            Exit status: 0 no difference, 1 some, 2 the ledger cannot be read, 66 nothing was observed yet; \(StateArguments.statuses)
            """)

    @OptionGroup var baseline: BaselineArguments

    @Option(help: ArgumentHelp("Take what this execution observed, in place of the last.", valueName: "number"))
    var execution: Int64?

    func run() throws {
        let state = try baseline.difference(in: execution)
        baseline.show(state)
        if !(state.difference?.lines.isEmpty ?? true) { throw ExitCode(ExitStatus.fails) }
    }
}
