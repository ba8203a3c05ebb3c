import Controls
import Ledger
import Notices

/// Where the records stand with everything that is posted, kept or not: what the next posting builds on.
struct Footing: Sendable {
    var register: DeficiencyRegister
    var telling: Telling
    var waivers: WaiversInForce
    var silences: SilencesInForce
    /// ``Standing/unsettled``
    var unsettled: Set<TestedSubject>
    var outbox: Outbox
    var documents: [String: DocumentRecord]
    /// What people are told of, as plans have it.
    let plans: [Plan]
    /// ``Standing/informed``
    var informed: [String: Set<String>]
    /// ``Standing/lastNotices``
    var lastNotices: [String: LastNotice]
    var nextExecution: ExecutionID
    var nextNotice: Int64

    init(_ standing: Standing, _ outbox: Outbox, in ledger: LedgerWriter) {
        self.outbox = outbox
        register = standing.register
        telling = standing.telling
        waivers = standing.waivers
        silences = standing.silences
        unsettled = standing.unsettled
        documents = standing.documents
        plans = standing.plans
        informed = standing.informed
        lastNotices = standing.lastNotices
        nextExecution = ledger.nextExecution
        nextNotice = ledger.nextNotice
    }

    var settlement: Settlement { Settlement(register, telling, informed) }

    mutating func takeExecutionNumber() -> ExecutionID {
        defer { nextExecution = ExecutionID(number: nextExecution.number + 1) }
        return nextExecution
    }

    mutating func takeNoticeNumber() -> Int64 {
        defer { nextNotice += 1 }
        return nextNotice
    }

    mutating func apply(_ change: DeficiencyChange) throws(LedgerFailure) {
        do throws(DeficiencyProblem) { try register.apply(change) } catch { throw .unfit("deficiencies: \(error)") }
    }
}
