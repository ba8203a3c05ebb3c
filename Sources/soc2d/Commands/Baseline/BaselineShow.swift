import ArgumentParser
import Ledger

/// Shows what is approved.
struct BaselineShow: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show who approved what and when, item by item.",
        discussion: "Exit status: 0 shown, 2 the ledger cannot be read; \(StateArguments.statuses)")

    @OptionGroup var baseline: BaselineArguments

    func run() throws {
        baseline.show(try baseline.read { reader throws(LedgerFailure) in try reader.approved() })
    }
}
