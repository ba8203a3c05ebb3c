internal import LinuxHost
internal import Ledger
internal import ProbeKit
internal import Systemd

/// The places outside the ledger that remember what was signed: a file on the disk, one in memory, and the journal.
struct RememberedPlaces: Sendable {
    private let kept: KeptFile
    private let volatile: KeptFile
    /// Whether the journal is one of them.
    private let usesJournal: Bool

    init(_ orders: ServiceOrders) {
        kept = KeptFile(orders.places.checkpoint, isSynced: true)
        volatile = KeptFile(orders.places.volatileCheckpoint, isSynced: false)
        usesJournal = !orders.isTrial
    }

    /// What they remember, and why some do not say.
    ///
    /// What lies beside the ledger has to fit whatever it names. The memory and the journal of a host may know another log, which this one
    /// took the place of.
    func recall(_ origin: LogName) -> (checkpoints: [RememberedCheckpoint], problems: [String]) {
        var (checkpoints, problems): ([RememberedCheckpoint], [String]) = ([], [])
        for (file, isOwn) in [(kept, true), (volatile, false)] {
            do {
                guard let bytes = try file.contents(limit: SignedNote.byteLimit) else { continue }
                let checkpoint = try SignedCheckpoint(parsing: bytes).checkpoint
                if isOwn || checkpoint.origin == origin { checkpoints.append(RememberedCheckpoint(checkpoint, in: file.path.escaped)) }
            } catch { problems.append("\(file.path): \(error)") }
        }
        if usesJournal {
            do throws(JournalFailure) {
                let found = try Self.journaled().filter { $0.origin == origin }
                checkpoints += found.map { RememberedCheckpoint($0, in: "the journal") }
            } catch { problems.append("the journal: \(error)") }
        }
        return (checkpoints, problems)
    }

    /// Keeps a checkpoint; says what went wrong.
    func remember(_ signed: SignedCheckpoint) -> [StateProblem] {
        [kept, volatile].compactMap { file in
            do throws(StateProblem) { try file.replace(with: signed.note.bytes) } catch { return error }
            return nil
        }
    }

    // MARK: The journal

    /// The field that entries of ours have, and how its value is written: `<origin> <size> <root>`.
    static let field = "SOC2D_CHECKPOINT"
    private static let entriesLookedAt = 2000

    static func text(of checkpoint: Checkpoint) -> String {
        "\(checkpoint.origin) \(checkpoint.head.size) \(checkpoint.head.root.base64)"
    }

    /// The last one that this user's entries hold: nobody else can write under its `_UID`.
    private static func journaled() throws(JournalFailure) -> [Checkpoint] {
        var found: [Checkpoint] = []
        var count = 0
        let matches = [(field: "_UID", of: ["\(ThisProgram.user)"]), (field: "SYSLOG_IDENTIFIER", of: ["soc2d"])]
        try Journal().newest(with: matches) { entry throws(JournalFailure) in
            count += 1
            if let checkpoint = try entry.value(of: field).flatMap(checkpoint) { found.append(checkpoint) }
            return found.isEmpty && count < entriesLookedAt
        }
        return found
    }

    private static func checkpoint(_ text: String) -> Checkpoint? {
        let lines = text.split(separator: " ", omittingEmptySubsequences: false).map { "\($0)\n" }
        return lines.count == 3 ? try? Checkpoint(parsing: Array(lines.joined().utf8)) : nil
    }
}
