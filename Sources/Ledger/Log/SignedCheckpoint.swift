/// A checkpoint with the note that holds it.
package struct SignedCheckpoint: Hashable, Sendable {
    package let note: SignedNote
    /// Counts for nothing until ``signers(among:)`` has found a key of its log.
    package let checkpoint: Checkpoint

    /// Signs for a log: every key has to be called like its origin, and there are no extension lines.
    package init(signing checkpoint: Checkpoint, by keys: [LogKey]) throws(SigningFailure) {
        for key in keys where key.name != checkpoint.origin { throw .note(.notByLog(checkpoint.origin)) }
        guard checkpoint.extensions.isEmpty else { throw .note(.malformed("a checkpoint of ours has no extension lines", line: 4)) }
        note = try SignedNote(signing: checkpoint.text, by: keys)
        self.checkpoint = checkpoint
    }

    package init(parsing bytes: [UInt8]) throws(NoteProblem) {
        note = try SignedNote(parsing: bytes)
        checkpoint = try Checkpoint(parsing: note.text)
    }

    /// Those of the known keys that have signed, of which one at least is called like the origin: otherwise the key of one log could
    /// speak for another.
    package func signers(among keys: [VerifierKey]) throws(NoteProblem) -> [VerifierKey] {
        let signers = try note.signers(among: keys)
        guard signers.contains(where: { $0.name == checkpoint.origin }) else { throw .notByLog(checkpoint.origin) }
        return signers
    }
}
