import Controls
import Ledger
import Notices
import ProbeKit

/// Who is told what of a cycle.
extension CycleDraft {
    /// - Parameters:
    ///   - results: the deciding one of each subject.
    ///   - ended: waivers that have just ended.
    mutating func write(_ occasions: [Occasion], results: [String: CheckResult] = [:], ended: [Waiver] = []) throws(LedgerFailure) {
        for occasion in occasions {
            guard let deficiency = footing.register.latest(of: occasion.subject) else { continue }
            let waivers = footing.waivers.all + ended
            let criteria = duty.criteria(of: occasion.subject.test)
            var notice = duty.writer.notice(
                of: occasion, deficiency, eventID: try eventID(), result: results[occasion.subject.subject],
                criteria: criteria, advice: duty.advice(on: deficiency), waiver: waivers.first { $0.subject == occasion.subject })
            notice.destinations = routing.names(for: notice, criteria: criteria, informed: footing.informed[notice.lane] ?? [])
            // Who has not heard the last of it yet hears it soon enough.
            if notice.isRepetition {
                let (lane, outbox) = (notice.lane, footing.outbox)
                notice.destinations.removeAll { outbox.isWaiting(lane, for: $0) }
            }
            footing.telling.take(notice)
            footing.informed[notice.lane] =
                notice.isClosed ? nil : footing.informed[notice.lane, default: []].union(notice.destinations)
            try write(notice)
        }
    }

    /// - Parameter subjects: each with something that lasts.
    mutating func remind(of subjects: [TestedSubject]) throws(LedgerFailure) {
        try write(subjects.compactMap { footing.telling.occasion(repeating: $0, at: now.wall) })
    }

    mutating func write(_ own: OwnNotice) throws(LedgerFailure) {
        var notice = duty.writer.notice(
            own.kind, eventID: try eventID(), at: now.wall, severity: own.severity, summary: own.summary, observed: own.observed,
            advice: own.advice)
        notice.destinations = own.kind == .undelivered ? routing.escalations : routing.names(forOwn: notice)
        try write(notice)
    }

    mutating func writeTest(of destination: Destination) throws(LedgerFailure) {
        let settings = duty.settingsDigest(of: destination)
        try write(duty.writer.weeklyTest(of: destination, settings: settings, eventID: try eventID(), at: now.wall))
    }

    mutating func write(_ answered: Answered) throws(LedgerFailure) {
        // It may have ended with another.
        guard footing.outbox.waits(for: answered.row) else { return }
        let orphaned = footing.outbox.orphaned(by: answered.row)
        cycle.outbox.append(answered.row)
        footing.outbox.take([answered.row], at: Outbox.Time(now))
        for row in orphaned { try write(Answered(ended: row, at: now)) }
        guard let record = answered.record else { return }
        cycle.deliveries.append(try record.bytes())
        guard record.outcome.isHandedOver, let number = record.deficiency else { return }
        // It may have been closed meanwhile.
        let id = DeficiencyID(number: number)
        guard let deficiency = footing.register[id], deficiency.notifiedAt == nil else { return }
        try write(DeficiencyChange.notified(id, record.at))
    }

    private mutating func write(_ notice: Notice) throws(LedgerFailure) {
        let number = footing.takeNoticeNumber()
        cycle.notices.append(try notice.bytes())
        let minute = duty.localMinute(now.wall)
        let rows = footing.outbox.rows(for: notice, number: number, at: Outbox.Time(now)) { routing.quiet($0, minute: minute) }
        cycle.outbox += rows
        footing.outbox.take(rows, of: [number: notice], at: Outbox.Time(now))
        for row in rows where row.state == .superseded {
            if let record = Answered(ended: row, at: now).record { cycle.deliveries.append(try record.bytes()) }
        }
    }

    private var routing: Routing { Routing(duty.configuration) }

    private func eventID() throws(LedgerFailure) -> String {
        do throws(RandomFailure) { return Notice.eventID(at: now.wall, random: try random.bytes(10)) } catch { throw .random(error) }
    }
}
