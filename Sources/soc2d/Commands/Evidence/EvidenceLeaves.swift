import ArgumentParser
import Ledger
import LinuxHost
import Monitor

/// Writes the leaves.
struct EvidenceLeaves: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leaves", abstract: "Write the leaves of the log, each behind its length in two bytes, the higher first.",
        discussion: """
            As in the entry bundles of tlog-tiles, for tools that recompute the root. Those that the newest checkpoint covers unless --size \
            says otherwise. Exit status: 0 written, 2 the ledger cannot be read or has fewer leaves; \(StateArguments.statuses)
            """)

    @Option(help: ArgumentHelp("So many, from the first on.", valueName: "leaves"))
    var size: Int64?

    @OptionGroup var place: StateArguments

    func validate() throws {
        guard size ?? 0 >= 0 else { throw ValidationError("--size is a number of leaves") }
        guard !ThisProcess.outputIsTerminal else { throw ValidationError("these are bytes for a tool; say where to with > FILE") }
    }

    func run() throws {
        let ledger = try OpenLedger(place.places().ledger)
        let (written, wanted) = try ledger.snapshot { reader throws(LedgerFailure) in try Self.write(reader, size) }
        guard written == wanted else {
            throw Evidence.failure("\(ledger.path): \(wanted) leaves are wanted, and there are \(written)", ExitStatus.inconclusive)
        }
    }

    private static func write(_ reader: LedgerReader, _ size: Int64?) throws(LedgerFailure) -> (written: Int64, wanted: Int64) {
        let signed = try reader.newestCheckpoint().map { Int64($0.checkpoint.head.size) }
        let all = Int64(try reader.size())
        let wanted = size ?? signed ?? all
        var (bytes, written): ([UInt8], Int64) = ([], 0)
        try reader.leaves(count: wanted) { _, leaf throws(LedgerFailure) in
            guard let entry = EntryBundle([leaf]) else { throw .unfit("leaf \(written) has \(leaf.count) bytes; verify the ledger") }
            bytes += entry.bytes
            written += 1
            if bytes.count > 1 << 16 {
                ThisProcess.write(bytes)
                bytes.removeAll(keepingCapacity: true)
            }
        }
        ThisProcess.write(bytes)
        return (written, wanted)
    }
}
