internal import Controls
internal import ProbeKit

/// Recomputes a ledger from its leaves, with public keys alone.
package enum EvidenceVerification {
    /// Every leaf against its tile, every row against the digest in its leaf and the other way round, every tile, every checkpoint.
    /// - Parameters:
    ///   - keys: of the log, one of which has to be called like its origin.
    ///   - anchors: checkpoints that somebody else remembers: only they show that a ledger was cut back or replaced as a whole.
    ///   - neighbour: a checkpoint that whoever replaces the ledger can replace too. It counts against a ledger, and never for it.
    package static func report(
        of reader: LedgerReader, keys: [VerifierKey], anchors: [RememberedCheckpoint] = [], neighbour: RememberedCheckpoint? = nil
    ) -> IntegrityReport {
        do throws(LedgerFailure) {
            return try reader.snapshot { () throws(LedgerFailure) in try report(reader, keys, anchors, neighbour) }
        } catch {
            let damage: IntegrityVerdict.Damage = error.showsDamage ? .file(error.description) : .unread(error.description)
            return IntegrityReport(verdict: .broken(at: nil, damage), unanchoredSince: nil, pruned: nil)
        }
    }

    package static func integrity(
        of reader: LedgerReader, keys: [VerifierKey], anchors: [RememberedCheckpoint] = []
    ) -> IntegrityVerdict {
        report(of: reader, keys: keys, anchors: anchors).verdict
    }

    private static func report(
        _ reader: LedgerReader, _ keys: [VerifierKey], _ anchors: [RememberedCheckpoint], _ neighbour: RememberedCheckpoint?
    ) throws(LedgerFailure) -> IntegrityReport {
        try LedgerFailure.database { () throws(DatabaseFailure) in try reader.database.check() }
        var rows = try RowAudit(reader)
        let verdict = try verdict(reader, &rows, keys, anchors + (neighbour.map { [$0] } ?? []))
        return IntegrityReport(verdict: verdict, unanchoredSince: try unanchored(verdict, reader, anchors), pruned: rows.pruned)
    }

    private static func verdict(
        _ reader: LedgerReader, _ rows: inout RowAudit, _ keys: [VerifierKey], _ anchors: [RememberedCheckpoint]
    ) throws(LedgerFailure) -> IntegrityVerdict {
        var log = LogAudit(reader)
        if let damage = rows.damage { return .broken(at: nil, damage) }
        var broken: IntegrityVerdict?
        let cursor = try reader.cursor("SELECT seq, kind, bytes FROM leaves ORDER BY seq")
        while broken == nil,
            let (seq, kind, bytes) = try cursor.next({ row throws(DatabaseFailure) in
                (try row.integer(0), try row.text(1), try row.blob(2))
            })
        {
            broken = try log.take(seq, bytes)
            if broken == nil, let damage = try rows.take(seq, kind: kind, bytes) { broken = .broken(at: seq, damage) }
        }
        if let broken { return broken }
        if let broken = try log.finish() { return broken }
        if let damage = try rows.finish() { return .broken(at: nil, damage) }
        return try CheckpointAudit(reader, size: log.size, keys: keys).verdict(anchors: anchors)
    }

    /// When the last leaf was written that an anchor has; nil where there is none behind it, and where the ledger is broken anyway.
    private static func unanchored(
        _ verdict: IntegrityVerdict, _ reader: LedgerReader, _ anchors: [RememberedCheckpoint]
    ) throws(LedgerFailure) -> Moment? {
        if case .broken = verdict { return nil }
        let anchored = anchors.map(\.checkpoint.head.size).max() ?? 0
        guard try anchored < reader.size() else { return nil }
        let bytes = try LedgerFailure.database { () throws(DatabaseFailure) in
            try reader.database.blob("SELECT bytes FROM leaves WHERE seq = ?1", .integer(Int64(max(0, anchored - 1))))
        }
        return try LedgerFailure.record { () throws(RecordProblem) in try Leaf(parsing: bytes ?? []).envelope.moment.wall }
    }
}
