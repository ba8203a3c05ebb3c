import Controls
import Ledger
import Monitor
import Notices
import ProbeKit
import Reports

/// Puts together what `soc2d status` tells, from what the records of a ledger come to.
struct StatusReader {
    private let reader: LedgerReader
    private let standing: Standing
    private let unread: UnreadPlace?
    private let now: Moment

    init(_ reader: LedgerReader, at now: Moment) throws(LedgerFailure) {
        self.reader = reader
        self.now = now
        let salvage = try Standing.salvaged(from: reader)
        (standing, unread) = (salvage.fold, salvage.damage.map(UnreadPlace.init))
    }

    func status(_ presence: MonitorStatus.Presence) throws(LedgerFailure) -> MonitorStatus {
        let host = HostIdentity(name: standing.genesis?.hostName ?? "", id: standing.genesis?.hostID ?? "", os: "")
        var status = MonitorStatus(asOf: now, host: host)
        status.presence = presence
        status.unread = unread
        status.lastSign = try reader.moment(ofLeaf: standing.size - 1)
        status.open = standing.register.open.map { standing.known($0) }
        status.silences = standing.silences.all
        status.blind = blind
        status.undelivered = try standing.outboxRows(in: reader).map { row throws(LedgerFailure) in try PendingNotice(row, in: reader) }
        status.probes = (standing.plans.last?.promises ?? []).map { pace(of: $0) }
        status.log = try log()
        if let configuration = standing.configuration, !configuration.isAccepted {
            status.refusal = MonitorStatus.Refusal(author: configuration.author, problems: configuration.problems)
        }
        return status
    }

    /// The checks in the order of the plan: what no plan promises any more is nobody's gap.
    private var blind: [BlindCheck] {
        (standing.plans.last?.promises ?? []).flatMap(\.checks).compactMap { promised in
            let test = TestedCheck(control: promised.control, check: promised.check)
            guard let look = standing.looks[test], !look.inconclusive.isEmpty else { return nil }
            return BlindCheck(
                test, population: look.population, reasons: look.inconclusive, lastLook: look.moment, since: look.inconclusiveSince)
        }
    }

    private func pace(of promise: Promise) -> ProbePace {
        let looks = promise.checks.compactMap { standing.looks[TestedCheck(control: $0.control, check: $0.check)]?.moment }
        let last = looks.max()
        let from = last ?? standing.plans.last?.from.wall ?? now
        return ProbePace(
            promise.probe, every: promise.interval, lastLook: last, execution: standing.lastExecutions[promise.probe]?.number,
            expectedBy: from.adding(promise.interval).adding(promise.grace).adding(promise.timeout))
    }

    private func log() throws(LedgerFailure) -> MonitorStatus.LogHead {
        var log = MonitorStatus.LogHead()
        log.origin = standing.genesis?.origin ?? ""
        log.size = standing.size
        guard let newest = try newestCheckpoint()?.checkpoint.head.size else { return log }
        log.signed = Int64(newest)
        log.signedAt = try reader.moment(ofLeaf: Int64(newest) - 1)
        return log
    }

    /// Nil where it is none: whether that is damage is for the verification to say.
    private func newestCheckpoint() throws(LedgerFailure) -> SignedCheckpoint? {
        do throws(LedgerFailure) { return try reader.newestCheckpoint() } catch {
            guard error.showsDamage else { throw error }
            return nil
        }
    }
}

extension UnreadPlace {
    init(_ damage: LedgerDamage) { self.init(leaf: damage.leaf, problem: "\(damage.failure)") }
}

extension Standing {
    /// The waiver in force over the subject of a deficiency.
    func waiver(over deficiency: Deficiency) -> Waiver? { waivers.all.first { $0.subject == deficiency.subject } }

    /// A deficiency with what lies over it while it is open.
    func known(_ deficiency: Deficiency) -> DeficiencyCase {
        guard deficiency.closing == nil else { return DeficiencyCase(deficiency) }
        return DeficiencyCase(deficiency, waiver: waiver(over: deficiency), silence: silences.covering(deficiency.subject))
    }
}

extension LedgerReader {
    /// When a leaf was written; nil where there is none of this number that can be read.
    func moment(ofLeaf seq: Int64) throws(LedgerFailure) -> Moment? {
        var moment: Moment?
        try leaves(from: seq, count: 1) { found, bytes throws(LedgerFailure) in
            guard found == seq else { return }
            moment = try? Leaf(parsing: bytes).envelope.moment.wall
        }
        return moment
    }
}

extension PendingNotice {
    /// A row of the outbox, with what its notice says.
    init(_ row: OutboxRow, in reader: LedgerReader) throws(LedgerFailure) {
        self.init(row, try reader.notice(number: row.notice).flatMap { try? Notice(canonicalJSON: $0.record) })
    }

    init(_ end: DeliveryRecord, _ notice: Notice) {
        self.init(
            number: end.notice, kind: notice.kind.rawValue, moment: notice.moment, summary: notice.summary, destination: end.destination,
            state: end.outcome.rawValue, attempts: end.attempt, isPossiblySent: false, problem: end.problem ?? "")
    }

    init(_ row: OutboxRow, _ notice: Notice?) {
        self.init(
            number: row.notice, kind: notice?.kind.rawValue ?? "unknown", moment: notice?.moment,
            summary: notice?.summary ?? "notice \(row.notice)", destination: row.destination, state: row.state.rawValue,
            attempts: row.attempts, isPossiblySent: row.isPossiblySent, problem: row.lastProblem)
        next = row.nextTry?.wall
    }
}
