import ArgumentParser
import Ledger
import LinuxHost
import Monitor

/// Prints the newest checkpoint.
struct EvidenceCheckpoint: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checkpoint", abstract: "Print the newest signed checkpoint of the log, to be kept off this host.",
        discussion: """
            With it, `soc2d evidence verify --anchor` shows a cut or replaced ledger. Exit status: 0 printed, 2 nothing is signed yet; \
            \(StateArguments.statuses)
            """)

    @OptionGroup var place: StateArguments

    func run() throws {
        let ledger = try OpenLedger(place.places().ledger)
        guard let newest = try ledger.snapshot({ reader throws(LedgerFailure) in try reader.newestCheckpoint() }) else {
            throw Evidence.failure("\(ledger.path): nothing is signed yet", ExitStatus.inconclusive)
        }
        ThisProcess.write(newest.note.bytes)
    }
}
