internal import Controls
internal import ProbeKit

/// A row of the table of executions.
struct ExecutionRow {
    let number: Int64
    let leaf: Int64
    let procedure: Int64
    let results: Int64
    let evidence: Int64?
    let times: ExecutionTimes

    private static let columns = "number, leaf, procedure, results, evidence, scheduled, tie, started, ended, boottime, trigger"
    static let query = "SELECT \(columns) FROM executions ORDER BY number"
    private static let one = "SELECT \(columns) FROM executions WHERE number = ?1"

    /// Nil where there is none of this number.
    static func read(_ number: Int64, from database: Database) throws(LedgerFailure) -> ExecutionRow? {
        var found: ExecutionRow?
        try LedgerFailure.database { () throws(DatabaseFailure) in
            try database.rows(one, [.integer(number)]) { row throws(DatabaseFailure) in found = try ExecutionRow(row) }
        }
        return found
    }

    init(_ row: PreparedStatement) throws(DatabaseFailure) {
        number = try row.integer(0)
        leaf = try row.integer(1)
        procedure = try row.integer(2)
        results = try row.integer(3)
        evidence = row.isNull(4) ? nil : try row.integer(4)
        times = ExecutionTimes(
            scheduled: Moment(nanoseconds: try row.integer(5)), tie: try row.integer(6), started: Moment(nanoseconds: try row.integer(7)),
            ended: Moment(nanoseconds: try row.integer(8)), boottime: try row.integer(9), trigger: try Self.trigger(row))
    }

    private static func trigger(_ row: PreparedStatement) throws(DatabaseFailure) -> Trigger? {
        guard !row.isNull(10) else { return nil }
        guard let trigger = Trigger(rawValue: try row.text(10)) else {
            throw DatabaseFailure(.damaged, "execution \(try row.integer(0)) has a trigger that is none")
        }
        return trigger
    }

    /// The record as the leaf knows it. The digests are hexadecimal.
    func record(procedure: String, results: String, evidence: String?) -> ExecutionRecord {
        var record = ExecutionRecord()
        record.number = number
        record.times = times
        record.procedure = procedure
        record.results = results
        record.evidence = evidence
        return record
    }
}
