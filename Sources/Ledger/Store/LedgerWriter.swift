package import Controls
internal import ProbeKit

/// The one who writes a ledger: the monitor. Nothing else opens it writable.
package final class LedgerWriter {
    private let database: Database
    private let tiles: LedgerTiles
    private let hasher: TreeHasher
    private let random: any RandomSource
    private let host: String
    private var edge: LedgerEdge

    /// Opens a ledger, makes one where there is none, and brings an earlier format up. Its end is verified first, and after an unclean end
    /// of the last writer the whole file is looked through for what a failing disk leaves behind.
    /// - Parameter host: what leaves call this host, such as its machine id.
    package init(_ path: String, host: String, hasher: TreeHasher, random: some RandomSource) throws(LedgerFailure) {
        self.host = host
        self.hasher = hasher
        self.random = random
        database = try LedgerFailure.database { () throws(DatabaseFailure) in
            let database = try Database(path, for: .writing)
            if database.isLeftOpen { try database.check() }
            try Schema.migrate(database)
            return database
        }
        tiles = LedgerTiles(in: database)
        edge = try LedgerEdge(of: database, tiles: tiles)
        try TailAudit(LedgerReader(database, tiles: tiles, hasher: hasher), size: edge.tree.size).run()
    }

    package var path: String { database.path }

    /// The head of the tree as it was committed last.
    package var head: TreeHead { edge.tree.head(with: hasher) }

    /// Why nothing is kept any more; nil while the disk is as it should be.
    package var poison: DatabaseFailure? { database.poison }

    /// Refuses to let the file grow beyond so many pages of 4 KiB, or beyond what it has if that is more.
    package func limit(pages: Int) throws(LedgerFailure) {
        try LedgerFailure.database { () throws(DatabaseFailure) in try database.run("PRAGMA max_page_count=\(pages)") }
    }

    /// The number that the next execution gets; those behind it follow without a gap.
    package var nextExecution: ExecutionID { ExecutionID(number: edge.lastExecution + 1) }

    /// The number that the next notice gets; those behind it follow without a gap.
    package var nextNotice: Int64 { edge.lastNotice + 1 }

    /// Reads over the writer's own connection, outside of its commits: a process that writes a ledger has no other.
    package var reader: LedgerReader { LedgerReader(database, tiles: tiles, hasher: hasher) }

    /// Keeps a cycle in one transaction. When this returns it is on the disk; when it throws, nothing of it is there.
    @discardableResult package func commit(_ cycle: Cycle) throws(LedgerFailure) -> TreeHead {
        edge = try database.transaction(wrapping: { .database($0) }) { () throws(LedgerFailure) in
            var page = LedgerPage(cycle, after: edge, in: database, hasher: hasher, random: random, host: host)
            try page.write(to: tiles)
            return page.edge
        }
        return head
    }

    /// Lets old evidence go, with a leaf of kind `prune` that says which. Call it again until nothing is left to go.
    /// - Returns: what went; nil where nothing was to go.
    @discardableResult package func prune(_ pruning: Pruning) throws(LedgerFailure) -> PruneRecord? {
        let (grown, record) = try database.transaction(wrapping: { .database($0) }) {
            () throws(LedgerFailure) -> (LedgerEdge, PruneRecord?) in
            let record = try LedgerFailure.database { () throws(DatabaseFailure) in try pruning.record(in: database) }
            guard let record else { return (edge, nil) }
            var cycle = Cycle(at: pruning.moment)
            cycle.leaves = try LedgerFailure.record { () throws(RecordProblem) in [try Cycle.LeafDraft(.prune, record)] }
            var page = LedgerPage(cycle, after: edge, in: database, hasher: hasher, random: random, host: host)
            try page.write(to: tiles)
            try LedgerFailure.database { () throws(DatabaseFailure) in try Pruning.erase(record, in: database) }
            return (page.edge, record)
        }
        edge = grown
        return record
    }

    /// Signs the head, if it continues what was signed before, and keeps the note.
    /// - Parameter places: what is remembered outside the ledger; the ledger's own newest checkpoint is asked too.
    package func sign(
        as origin: LogName, by keys: [LogKey], remembering places: [RememberedCheckpoint]
    ) throws(LedgerFailure) -> SigningOutcome {
        let own = try NewestCheckpoint.read(from: database).map { RememberedCheckpoint($0.checkpoint, in: "the ledger") }
        let tree = MerkleTree(size: edge.tree.size, tiles: tiles, hasher: hasher)
        switch SigningDecision(for: tree, of: origin, remembering: places + (own.map { [$0] } ?? []), with: hasher) {
        case .refuse(let fork): return .refused(fork)
        case .sign(let checkpoint):
            let signed: SignedCheckpoint
            do throws(SigningFailure) { signed = try SignedCheckpoint(signing: checkpoint, by: keys) } catch { throw .signing(error) }
            try keep(signed)
            return .signed(signed)
        }
    }

    /// Of every full tile of leaves the last checkpoint stays: each later one holds what it held, and tiles prove it.
    private func keep(_ signed: SignedCheckpoint) throws(LedgerFailure) {
        let size = Int64(signed.checkpoint.head.size)
        try database.transaction(wrapping: { .database($0) }) { () throws(LedgerFailure) in
            try LedgerFailure.database { () throws(DatabaseFailure) in
                try database.run("INSERT OR REPLACE INTO checkpoints VALUES (?1, ?2)", .integer(size), .blob(signed.note.bytes))
                try database.run("DELETE FROM checkpoints WHERE size / 256 = ?1 / 256 AND size < ?1", .integer(size))
            }
        }
    }
}
