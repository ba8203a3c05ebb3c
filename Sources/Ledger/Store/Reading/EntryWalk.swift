internal import Controls
internal import ProbeKit

/// Goes over leaves and what they list, and past what cannot be read. An execution is held back until its changes have come, which may
/// stand in the next part of its cycle.
struct EntryWalk {
    /// Takes an entry, or the reason why it cannot be read, with the leaf that has it.
    typealias Body = (Int64, Result<LedgerEntry, LedgerFailure>) throws(LedgerFailure) -> Void

    private let database: Database
    private let shared: SharedRecords
    private var held: (execution: KeptExecution, changes: [DeficiencyChange])?

    init(in database: Database) {
        self.database = database
        shared = SharedRecords(in: database)
    }

    mutating func take(_ seq: Int64, _ bytes: [UInt8], _ body: Body) throws(LedgerFailure) {
        let leaf: Leaf
        let listing: CycleListing?
        do throws(RecordProblem) {
            leaf = try Leaf(parsing: bytes)
            listing = leaf.envelope.kind == .cycle ? try CycleListing(canonicalJSON: leaf.what) : nil
        } catch {
            try finish(body)
            return try body(seq, .failure(.record(error)))
        }
        if listing?.part == nil { try finish(body) }
        guard let listing else { return try body(seq, .success(.leaf(leaf.envelope, what: leaf.what))) }
        try body(seq, .success(.cycle(leaf.envelope)))
        for listed in listing.records { try take(listed, in: seq, body) }
    }

    /// Hands over what is held back.
    mutating func finish(_ body: Body) throws(LedgerFailure) {
        guard let complete = held else { return }
        held = nil
        try body(complete.execution.leaf, .success(.execution(complete.execution, changes: complete.changes)))
    }

    private mutating func take(_ listed: ListedRecord, in leaf: Int64, _ body: Body) throws(LedgerFailure) {
        switch listed.kind {
        case .execution:
            try finish(body)
            switch Result(catching: { () throws(LedgerFailure) in try execution(listed.id, in: leaf) }) {
            case .success(let execution): held = (execution, [])
            case .failure(let failure): try body(leaf, .failure(failure))
            }
        case .change: try takeChange(listed.id, in: leaf, body)
        case .missed: try hand(over: record(listed.id, of: .missed, in: leaf).map(LedgerEntry.missed), of: leaf, body)
        case .notice:
            try hand(over: record(listed.id, of: .outbox, in: leaf).map { .notice(number: listed.id, $0) }, of: leaf, body)
        case .delivery: try hand(over: record(listed.id, of: .deliveries, in: leaf).map(LedgerEntry.delivery), of: leaf, body)
        }
    }

    private mutating func takeChange(_ number: Int64, in leaf: Int64, _ body: Body) throws(LedgerFailure) {
        let found = record(number, of: .changes, in: leaf).flatMap(Self.change)
        if case .success(let (kept, change)) = found, kept.isOfExecution, held?.execution.id.number == kept.after {
            held?.changes.append(change)
        } else {
            try hand(over: found.map { .change($0.change) }, of: leaf, body)
        }
    }

    private mutating func hand(
        over found: Result<LedgerEntry, LedgerFailure>, of leaf: Int64, _ body: Body
    ) throws(LedgerFailure) {
        try finish(body)
        try body(leaf, found)
    }

    // MARK: Rows

    private static func change(_ record: [UInt8]) -> Result<(kept: KeptChange, change: DeficiencyChange), LedgerFailure> {
        Result { () throws(LedgerFailure) in
            let kept = try LedgerFailure.record { () throws(RecordProblem) in try KeptChange(canonicalJSON: record) }
            guard let change = kept.change else { throw .unfit("a change of a deficiency lacks what it needs; verify the ledger") }
            return (kept, change)
        }
    }

    private func execution(_ number: Int64, in leaf: Int64) throws(LedgerFailure) -> KeptExecution {
        guard let row = try ExecutionRow.read(number, from: database), row.leaf == leaf else {
            throw Self.missing("execution", number, leaf)
        }
        return try KeptExecution(row, in: shared)
    }

    private func record(_ number: Int64, of table: RecordTable, in leaf: Int64) -> Result<[UInt8], LedgerFailure> {
        Result { () throws(LedgerFailure) in
            guard let row = try table.row(number, in: database), row.leaf == leaf else { throw Self.missing("\(table.kind)", number, leaf) }
            return row.record
        }
    }

    private static func missing(_ kind: String, _ number: Int64, _ leaf: Int64) -> LedgerFailure {
        .unfit("\(kind) \(number), which leaf \(leaf) lists, is missing or stands elsewhere; verify the ledger")
    }
}
