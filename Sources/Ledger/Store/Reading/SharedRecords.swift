internal import Controls
internal import ProbeKit

/// Records that many executions have in common, decoded once as long as there are not many of them.
final class SharedRecords {
    private let database: Database
    private var procedures: [Int64: Procedure] = [:]
    private var sets: [Int64: (set: ResultSet, rollUp: Outcome)] = [:]
    /// On a host that changes all the time each execution has a set of its own.
    private static let limit = 64

    init(in database: Database) { self.database = database }

    func procedure(_ id: Int64) throws(LedgerFailure) -> Procedure {
        if let known = procedures[id] { return known }
        let procedure: Procedure = try read(id)
        if procedures.count == Self.limit { procedures = [:] }
        procedures[id] = procedure
        return procedure
    }

    func results(_ id: Int64) throws(LedgerFailure) -> ResultSet { try known(id).set }

    func rollUp(_ id: Int64) throws(LedgerFailure) -> Outcome { try known(id).rollUp }

    private func known(_ id: Int64) throws(LedgerFailure) -> (set: ResultSet, rollUp: Outcome) {
        if let known = sets[id] { return known }
        let set: ResultSet = try read(id)
        if sets.count == Self.limit { sets = [:] }
        sets[id] = (set, set.rollUp)
        return (set, set.rollUp)
    }

    private func read<Object: RecordedObject>(_ id: Int64) throws(LedgerFailure) -> Object {
        let record = try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.blob("SELECT record FROM shared WHERE id = ?1", .integer(id))
        }
        guard let record else { throw .unfit("what executions have in common is missing: \(id)") }
        return try LedgerFailure.record { () throws(RecordProblem) in try Object(canonicalJSON: record) }
    }
}
