/// Checkpoints against keys and the tree, once the tree is known to be what its leaves make it.
struct CheckpointAudit {
    private let reader: LedgerReader
    private let keys: [VerifierKey]
    private let size: Int

    init(_ reader: LedgerReader, size: Int, keys: [VerifierKey]) {
        self.reader = reader
        self.size = size
        self.keys = keys
    }

    func verdict(anchors: [RememberedCheckpoint]) throws(LedgerFailure) -> IntegrityVerdict {
        var newest: Checkpoint?
        let notes = try reader.cursor("SELECT size, note FROM checkpoints ORDER BY size")
        while let (size, note) = try notes.next({ row throws(DatabaseFailure) in (try row.integer(0), try row.blob(1)) }) {
            let checkpoint: Checkpoint
            do throws(NoteProblem) { checkpoint = try signed(note, size: size) } catch {
                return .broken(at: size, .checkpoint(error.description))
            }
            if let damage = try damage(checkpoint.head) { return .broken(at: size, damage) }
            newest = checkpoint
        }
        if let fork = fork(newest?.origin, anchors) { return .broken(at: nil, .anchor(fork)) }
        return newest.map { .verified($0.head, unsigned: size - $0.head.size) } ?? .unsigned(size)
    }

    private func signed(_ note: [UInt8], size: Int64) throws(NoteProblem) -> Checkpoint {
        let signed = try SignedCheckpoint(parsing: note)
        _ = try signed.signers(among: keys)
        // A row under another size, or signatures in another spelling, are not what was written.
        guard signed.note.bytes == note, signed.checkpoint.head.size == size else {
            throw .malformed("not the one of \(size) leaves as it was written", line: nil)
        }
        return signed.checkpoint
    }

    private func damage(_ head: TreeHead) throws(LedgerFailure) -> IntegrityVerdict.Damage? {
        guard head.size <= size else { return .checkpoint("\(head.size) leaves were signed; there are \(size)") }
        let tree = MerkleTree(size: head.size, tiles: reader.tiles, hasher: reader.hasher)
        let found = try reader.tiles.explaining { () throws(TreeFailure) in try tree.head() }
        return found == head ? nil : .checkpoint("another tree of \(head.size) leaves was signed")
    }

    private func fork(_ origin: LogName?, _ anchors: [RememberedCheckpoint]) -> SigningDecision.Fork? {
        guard let origin = origin ?? anchors.first?.checkpoint.origin else { return nil }
        let tree = MerkleTree(size: size, tiles: reader.tiles, hasher: reader.hasher)
        switch SigningDecision(for: tree, of: origin, remembering: anchors, with: reader.hasher) {
        case .refuse(let fork): return fork
        case .sign: return nil
        }
    }
}
