internal import Controls
internal import ProbeKit

/// Goes over leaves and what they list. An execution is held back until its changes have come, which may stand in the next part of its
/// cycle.
struct EntryWalk {
    private let database: Database
    private let shared: SharedRecords
    private var held: (execution: KeptExecution, changes: [DeficiencyChange])?

    init(in database: Database) {
        self.database = database
        shared = SharedRecords(in: database)
    }

    mutating func take(_ seq: Int64, _ bytes: [UInt8], _ body: (LedgerEntry) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        let leaf = try LedgerFailure.record { () throws(RecordProblem) in try Leaf(parsing: bytes) }
        guard leaf.envelope.kind == .cycle else {
            try finish(body)
            try body(.leaf(leaf.envelope, what: leaf.what))
            return
        }
        let listing = try LedgerFailure.record { () throws(RecordProblem) in try CycleListing(canonicalJSON: leaf.what) }
        if listing.part == nil { try finish(body) }
        try body(.cycle(leaf.envelope))
        for listed in listing.records { try take(listed, in: seq, body) }
    }

    /// Hands over what is held back.
    mutating func finish(_ body: (LedgerEntry) throws(LedgerFailure) -> Void) throws(LedgerFailure) {
        guard let complete = held else { return }
        held = nil
        try body(.execution(complete.execution, changes: complete.changes))
    }

    private mutating func take(
        _ listed: ListedRecord, in leaf: Int64, _ body: (LedgerEntry) throws(LedgerFailure) -> Void
    ) throws(LedgerFailure) {
        switch listed.kind {
        case .execution:
            try finish(body)
            held = (try execution(listed.id, in: leaf), [])
        case .change: try takeChange(try record(listed.id, of: .changes, in: leaf), body)
        case .missed:
            try finish(body)
            try body(.missed(try record(listed.id, of: .missed, in: leaf)))
        case .notice:
            try finish(body)
            try body(.notice(number: listed.id, try record(listed.id, of: .outbox, in: leaf)))
        case .delivery:
            try finish(body)
            try body(.delivery(try record(listed.id, of: .deliveries, in: leaf)))
        }
    }

    private mutating func takeChange(
        _ record: [UInt8], _ body: (LedgerEntry) throws(LedgerFailure) -> Void
    ) throws(LedgerFailure) {
        let kept = try LedgerFailure.record { () throws(RecordProblem) in try KeptChange(canonicalJSON: record) }
        guard let change = kept.change else { throw .unfit("a change of a deficiency lacks what it needs; verify the ledger") }
        if kept.isOfExecution, held?.execution.id.number == kept.after {
            held?.changes.append(change)
        } else {
            try finish(body)
            try body(.change(change))
        }
    }

    private func execution(_ number: Int64, in leaf: Int64) throws(LedgerFailure) -> KeptExecution {
        guard let row = try ExecutionRow.read(number, from: database), row.leaf == leaf else {
            throw Self.missing("execution", number, leaf)
        }
        return try KeptExecution(row, in: shared)
    }

    private func record(_ number: Int64, of table: RecordTable, in leaf: Int64) throws(LedgerFailure) -> [UInt8] {
        guard let row = try table.row(number, in: database), row.leaf == leaf else { throw Self.missing("\(table.kind)", number, leaf) }
        return row.record
    }

    private static func missing(_ kind: String, _ number: Int64, _ leaf: Int64) -> LedgerFailure {
        .unfit("\(kind) \(number), which leaf \(leaf) lists, is missing or stands elsewhere; verify the ledger")
    }
}
