package import Controls
internal import ProbeKit

/// Lets raw evidence go that is older than a policy asks for. One call lets go of a part, so that none takes long.
package struct Pruning: Sendable {
    private let policy: RetentionPolicy
    private let kept: Set<ExecutionID>
    private let author: String
    let moment: LeafMoment

    /// After so many pieces, or so many bytes, the rest is left to the next call.
    private static let (pieces, bytes): (Int64, Int64) = (500, 4 << 20)

    /// - Parameter kept: executions whose evidence is needed still: those of approved baselines.
    package init(_ policy: RetentionPolicy, keeping kept: Set<ExecutionID>, by author: String, at moment: LeafMoment) {
        (self.policy, self.kept, self.author, self.moment) = (policy, kept, author, moment)
    }

    /// What may go now; nil where nothing may.
    func record(in database: Database) throws(DatabaseFailure) -> PruneRecord? {
        guard let border = policy.border(at: moment.wall) else { return nil }
        var record = PruneRecord()
        (record.author, record.before, record.period) = (author, border, policy.period)
        record.kept = kept.map(\.number).sorted().unlessEmpty
        record.through = try through(border, in: database)
        let spared = try evidence(of: kept, in: database)
        var digests: [UInt8] = []
        var weight: Int64 = 0
        try database.rows(Self.candidates, [.integer(record.through), .integer(Self.pieces + Int64(spared.count))]) {
            row throws(DatabaseFailure) in
            let blob = try row.integer(0)
            guard !spared.contains(blob), weight < Self.bytes else { return }
            weight += try row.integer(2)
            record.add(blob)
            digests += try row.blob(1).hexadecimal.utf8
        }
        record.digest = Libcrypto.sha256(digests).hexadecimal
        return record.count > 0 ? record : nil
    }

    /// Takes the evidence away, and the salt and the digest that could betray it. Its place remembers the digest that executions name.
    static func erase(_ record: PruneRecord, in database: Database) throws(DatabaseFailure) {
        for run in record.runs {
            try database.run(
                "UPDATE blobs SET plain = digest, salt = x'', bytes = x'' WHERE id BETWEEN ?1 AND ?2", .integer(run.lowerBound),
                .integer(run.upperBound))
        }
    }

    /// Evidence that is there, and that nothing behind an execution has.
    private static let candidates = """
        SELECT blobs.id, digest, length(bytes) FROM blobs
        JOIN (SELECT evidence, max(number) AS last FROM executions WHERE evidence IS NOT NULL GROUP BY evidence) ON evidence = blobs.id
        WHERE last <= ?1 AND length(salt) > 0 ORDER BY blobs.id LIMIT ?2
        """

    /// The executions are cut at the first that is too young, whatever the clock did behind it.
    private func through(_ border: Moment, in database: Database) throws(DatabaseFailure) -> Int64 {
        let young = try database.integer("SELECT min(number) FROM executions WHERE started >= ?1", .integer(border.nanoseconds))
        if let young { return young - 1 }
        return try database.integer("SELECT max(number) FROM executions") ?? 0
    }

    private func evidence(of executions: Set<ExecutionID>, in database: Database) throws(DatabaseFailure) -> Set<Int64> {
        var found: Set<Int64> = []
        for id in executions {
            if let blob = try database.integer("SELECT evidence FROM executions WHERE number = ?1", .integer(id.number)) {
                found.insert(blob)
            }
        }
        return found
    }
}
