internal import Controls
internal import Notices
internal import ProbeKit

/// One cycle on its way into the ledger, within a transaction.
struct LedgerPage {
    private let cycle: Cycle
    private(set) var edge: LedgerEdge
    private let database: Database
    private let hasher: TreeHasher
    private let random: any RandomSource
    private let host: String
    /// What the next leaf lists: a cycle of ten thousand records is not held at once.
    private var rows: [Row] = []
    /// How many leaves list records of this cycle.
    private var listings = 0

    /// A row, which is inserted once the leaf that lists it is.
    private struct Row {
        let listed: ListedRecord
        let sql: String
        /// Behind the number and the leaf.
        let values: [PreparedStatement.Value]
    }

    init(_ cycle: Cycle, after edge: LedgerEdge, in database: Database, hasher: TreeHasher, random: any RandomSource, host: String) {
        self.cycle = cycle
        self.edge = edge
        self.database = database
        self.hasher = hasher
        self.random = random
        self.host = host
    }

    mutating func write(to tiles: LedgerTiles) throws(LedgerFailure) {
        // What is kept of the standing is of the leaves before this cycle.
        if let standing = cycle.standing { try keep(standing: standing) }
        for draft in cycle.leaves { _ = try append(draft.kind, draft.what) }
        for execution in cycle.executions { try add(execution) }
        for record in cycle.missed { try add(record, to: .missed) }
        for change in cycle.changes { try add(change) }
        for record in cycle.notices { try add(record, to: .outbox) }
        for record in cycle.deliveries { try add(record, to: .deliveries) }
        try list()
        for row in cycle.outbox {
            if row.state.isEnd { try run(OutboxRow.removing, row.name) } else { try run(OutboxRow.replacing, row.values) }
        }
        var store = tiles
        var tree = edge.tree
        try tiles.explaining { () throws(TreeFailure) in try tree.writeChanges(to: &store) }
        edge.tree = tree
    }

    // MARK: Leaves

    /// - Returns: the leaf's number.
    private mutating func append(_ kind: LeafKind, _ what: [UInt8]) throws(LedgerFailure) -> Int64 {
        let seq = Int64(edge.tree.size)
        let leaf = Leaf(LeafEnvelope(seq: seq, kind, host: host, at: cycle.moment), what: what)
        let bytes = try LedgerFailure.record { () throws(RecordProblem) in try leaf.bytes() }
        try run("INSERT INTO leaves VALUES (?1, ?2, ?3)", [.integer(seq), .text(kind.rawValue), .blob(bytes)])
        edge.tree.append(hasher.leaf(bytes), with: hasher)
        return seq
    }

    /// Writes the leaf that lists what there is, and that.
    private mutating func list() throws(LedgerFailure) {
        guard !rows.isEmpty else { return }
        let listing = CycleListing(rows.map(\.listed), after: listings)
        let leaf = try append(.cycle, LedgerFailure.record { () throws(RecordProblem) in try listing.canonicalJSON() })
        for row in rows { try run(row.sql, [.integer(row.listed.id), .integer(leaf)] + row.values) }
        listings += 1
        rows.removeAll(keepingCapacity: true)
    }

    // MARK: Rows

    private mutating func add(_ row: Row) throws(LedgerFailure) {
        rows.append(row)
        if rows.count == CycleListing.limit { try list() }
    }

    private mutating func add(_ record: [UInt8], to table: RecordTable) throws(LedgerFailure) {
        try add(
            Row(
                listed: ListedRecord(table.kind, edge.next(in: table), of: record, with: hasher),
                sql: "INSERT INTO \(table.rawValue) VALUES (?1, ?2, ?3)", values: [.blob(record)]))
    }

    private mutating func add(_ change: DeficiencyChange) throws(LedgerFailure) {
        guard let kept = KeptChange(change, after: edge.lastExecution) else {
            throw .unfit("a test that was performed belongs to its execution")
        }
        let record = try LedgerFailure.record { () throws(RecordProblem) in try kept.canonicalJSON() }
        try add(record, to: .changes)
    }

    private mutating func add(_ execution: Cycle.Execution) throws(LedgerFailure) {
        let number = edge.nextExecution()
        guard execution.id.number == number else { throw .unfit("execution \(execution.id.number) where \(number) follows") }
        var checks: [KeptCheck] = []
        var changes: [DeficiencyChange] = []
        for check in execution.checks {
            guard case .performed(let performed) = check.changes.last, performed.test == check.executed.test,
                performed.performance.execution == execution.id, performed.performance.moment == execution.times.started
            else { throw .unfit("the changes of \(check.executed.test) do not end with its performance in execution \(number)") }
            checks.append(KeptCheck(check.executed, performed))
            changes += check.changes.dropLast()
        }
        try add(number, execution, ResultSet(checks))
        for change in changes { try add(change) }
    }

    private mutating func add(_ number: Int64, _ execution: Cycle.Execution, _ results: ResultSet) throws(LedgerFailure) {
        let procedure = try share(execution.procedure)
        let set = try share(results)
        var blob: SharedRow?
        if let evidence = execution.evidence { blob = try keep(evidence) }
        var record = ExecutionRecord()
        record.number = number
        record.times = execution.times
        record.procedure = procedure.digest.hexadecimal
        record.results = set.digest.hexadecimal
        record.evidence = blob?.digest.hexadecimal
        let bytes = try LedgerFailure.record { () throws(RecordProblem) in try record.canonicalJSON() }
        let times = execution.times
        try add(
            Row(
                listed: ListedRecord(.execution, number, of: bytes, result: results.rollUp, with: hasher),
                sql: "INSERT INTO executions VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                values: [
                    .integer(procedure.id), .integer(set.id), blob.map { .integer($0.id) } ?? .null,
                    .integer(times.scheduled.nanoseconds), .integer(times.tie), .integer(times.started.nanoseconds),
                    .integer(times.ended.nanoseconds), .integer(times.boottime), times.trigger.map { .text($0.rawValue) } ?? .null,
                ]))
    }

    // MARK: What is kept once

    private struct SharedRow {
        let id: Int64
        let digest: [UInt8]
    }

    private func share(_ object: some RecordedObject) throws(LedgerFailure) -> SharedRow {
        let record = try LedgerFailure.record { () throws(RecordProblem) in try object.canonicalJSON() }
        let digest = hasher.digest(record)
        if let id = try integer("SELECT id FROM shared WHERE digest = ?1", .blob(digest)) { return SharedRow(id: id, digest: digest) }
        let id = try (integer("SELECT max(id) FROM shared") ?? 0) + 1
        try run("INSERT INTO shared VALUES (?1, ?2, ?3)", [.integer(id), .blob(digest), .blob(record)])
        return SharedRow(id: id, digest: digest)
    }

    private func keep(_ bytes: [UInt8]) throws(LedgerFailure) -> SharedRow {
        let plain = hasher.digest(bytes)
        if let id = try integer("SELECT id FROM blobs WHERE plain = ?1", .blob(plain)) {
            let digest = try LedgerFailure.database { () throws(DatabaseFailure) in
                try database.blob("SELECT digest FROM blobs WHERE id = ?1", .integer(id))
            }
            return SharedRow(id: id, digest: digest ?? [])
        }
        let salt: [UInt8]
        do throws(RandomFailure) { salt = try random.bytes(32) } catch { throw .random(error) }
        let digest = hasher.digest(salt + bytes)
        let id = try (integer("SELECT max(id) FROM blobs") ?? 0) + 1
        try run(
            "INSERT INTO blobs VALUES (?1, ?2, ?3, ?4, ?5)", [.integer(id), .blob(digest), .blob(plain), .blob(salt), .blob(bytes)])
        return SharedRow(id: id, digest: digest)
    }

    /// Piece by piece: it is as large as everything that is open.
    private mutating func keep(standing: some RecordedObject) throws(LedgerFailure) {
        try run("DELETE FROM standings", [])
        let size = Int64(edge.tree.size)
        var pieces: Int64 = 0
        var failure: LedgerFailure?
        let digest = try hasher.digest { add throws(LedgerFailure) in
            try LedgerFailure.record { () throws(RecordProblem) in
                try standing.canonicalJSON { piece in
                    guard failure == nil else { return }
                    add(piece)
                    do throws(LedgerFailure) {
                        try run("INSERT INTO standings VALUES (?1, ?2, ?3)", [.integer(size), .integer(pieces), .blob(piece)])
                    } catch { failure = error }
                    pieces += 1
                }
            }
        }
        if let failure { throw failure }
        let leaf = StandingLeaf(digest: digest.hexadecimal)
        _ = try append(.standing, LedgerFailure.record { () throws(RecordProblem) in try leaf.canonicalJSON() })
    }

    private func integer(_ sql: String, _ values: PreparedStatement.Value...) throws(LedgerFailure) -> Int64? {
        var number: Int64?
        try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.rows(sql, values) { row throws(DatabaseFailure) in number = row.isNull(0) ? nil : try row.integer(0) }
        }
        return number
    }

    private func run(_ sql: String, _ values: [PreparedStatement.Value]) throws(LedgerFailure) {
        try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.rows(sql, values) { _ throws(DatabaseFailure) in }
        }
    }
}
