internal import Controls
internal import ProbeKit

/// Rows against the digests in leaves, and leaves against rows: both in their order, so that each is read once.
struct RowAudit {
    private let executions: LedgerRows
    private var tables: [RecordTable: (rows: LedgerRows, last: Int64)] = [:]
    private var lastExecution: Int64 = 0
    private let shared: SharedRecords
    private let hasher: TreeHasher
    private var sharedDigests: DigestAudit
    private var blobDigests: DigestAudit
    /// The first row whose own digest is wrong.
    private(set) var damage: IntegrityVerdict.Damage?
    /// What leaves say has gone so far.
    private(set) var pruned: Pruned?

    init(_ reader: LedgerReader) throws(LedgerFailure) {
        executions = try reader.cursor(ExecutionRow.query)
        for table in RecordTable.allCases {
            tables[table] = (try reader.cursor("SELECT number, leaf, record FROM \(table.rawValue) ORDER BY number"), 0)
        }
        shared = SharedRecords(in: reader.database)
        hasher = reader.hasher
        (sharedDigests, blobDigests) = (DigestAudit("shared record"), DigestAudit("blob"))
        let records = try reader.cursor("SELECT id, digest, record FROM shared ORDER BY id")
        while let (id, digest, record) = try records.next({ row throws(DatabaseFailure) in
            (try row.integer(0), try row.blob(1), try row.blob(2))
        }) {
            damage = damage ?? sharedDigests.add(id, digest, isRight: hasher.digest(record) == digest)
        }
        let blobs = try reader.cursor("SELECT id, digest, plain, salt, bytes FROM blobs ORDER BY id")
        while let (id, digest, plain, salt, bytes) = try blobs.next({ row throws(DatabaseFailure) in
            (try row.integer(0), try row.blob(1), try row.blob(2), try row.blob(3), try row.blob(4))
        }) {
            if salt.isEmpty, bytes.isEmpty, plain == digest {
                damage = damage ?? blobDigests.addGone(id, digest)
                continue
            }
            let isRight = salt.count == 32 && hasher.digest(salt + bytes) == digest && hasher.digest(bytes) == plain
            damage = damage ?? blobDigests.add(id, digest, isRight: isRight)
        }
    }

    mutating func take(_ seq: Int64, kind: String, _ bytes: [UInt8]) throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        let listing: CycleListing
        do throws(RecordProblem) {
            let leaf = try Leaf(parsing: bytes)
            guard leaf.envelope.seq == seq, leaf.envelope.kind.rawValue == kind else { return .leaf("says that it is another") }
            if leaf.envelope.kind == .prune { return take(try PruneRecord(canonicalJSON: leaf.what)) }
            guard leaf.envelope.kind == .cycle else { return nil }
            listing = try CycleListing(canonicalJSON: leaf.what)
        } catch { return .leaf(error.description) }
        for listed in listing.records {
            if let damage = try take(listed, in: seq) { return damage }
        }
        return nil
    }

    mutating func finish() throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        if let row = try executions.next(ExecutionRow.init) { return .record("execution \(row.number)", "stands in no leaf") }
        for table in RecordTable.allCases {
            if let number = try tables[table]?.rows.next({ row throws(DatabaseFailure) in try row.integer(0) }) {
                return .record("\(table.kind) \(number)", "stands in no leaf")
            }
        }
        return sharedDigests.unused ?? blobDigests.unused
    }

    private mutating func take(_ record: PruneRecord) -> IntegrityVerdict.Damage? {
        pruned = Pruned(through: record.through, pieces: (pruned?.pieces ?? 0) + record.count)
        return blobDigests.take(record)
    }

    private mutating func take(_ listed: ListedRecord, in seq: Int64) throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        let name = "\(listed.kind) \(listed.id)"
        switch listed.kind {
        case .execution: return try takeExecution(listed, name, in: seq)
        case .missed: return try take(listed, from: .missed, name, in: seq)
        case .change: return try take(listed, from: .changes, name, in: seq)
        case .notice: return try take(listed, from: .outbox, name, in: seq)
        case .delivery: return try take(listed, from: .deliveries, name, in: seq)
        }
    }

    private mutating func take(
        _ listed: ListedRecord, from table: RecordTable, _ name: String, in seq: Int64
    ) throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        guard let (rows, last) = tables[table] else { return nil }
        let found = try rows.next { row throws(DatabaseFailure) in (try row.integer(0), try row.integer(1), try row.blob(2)) }
        guard let (number, leaf, record) = found, number == last + 1, listed.id == number, leaf == seq else {
            return .record(name, "missing, or in another place")
        }
        tables[table]?.last = number
        return ListedRecord(listed.kind, number, of: record, with: hasher) == listed ? nil : .record(name, "is not what the leaf says")
    }

    private mutating func takeExecution(
        _ listed: ListedRecord, _ name: String, in seq: Int64
    ) throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        guard let row = try executions.next(ExecutionRow.init), row.number == lastExecution + 1, listed.id == row.number, row.leaf == seq
        else {
            return .record(name, "missing, or in another place")
        }
        lastExecution = row.number
        let evidence = row.evidence.map { blobDigests.use($0) }
        guard let procedure = sharedDigests.use(row.procedure), let results = sharedDigests.use(row.results), evidence != .some(nil) else {
            return .record(name, "what it names is missing")
        }
        let record = row.record(procedure: procedure, results: results, evidence: evidence ?? nil)
        let bytes = try LedgerFailure.record { () throws(RecordProblem) in try record.canonicalJSON() }
        let rollUp = try shared.rollUp(row.results)
        return ListedRecord(.execution, row.number, of: bytes, result: rollUp, with: hasher) == listed
            ? nil : .record(name, "is not what the leaf says")
    }
}
