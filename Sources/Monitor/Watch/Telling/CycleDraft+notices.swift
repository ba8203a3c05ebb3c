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
            let result = results[occasion.subject.subject]
            try tell(try notice(of: occasion, deficiency, result: result, waivers: footing.waivers.all + ended))
        }
    }

    private func notice(
        of occasion: Occasion, _ deficiency: Deficiency, result: CheckResult?, waivers: [Waiver]
    ) throws(LedgerFailure) -> Notice {
        let criteria = duty.criteria(of: occasion.subject.test)
        var notice = duty.writer.notice(
            of: occasion, deficiency, eventID: try eventID(), result: result, criteria: criteria, advice: duty.advice(on: deficiency),
            waiver: waivers.first { $0.subject == occasion.subject })
        if result == nil, deficiency.closing == nil { notice.place = footing.lastNotices[notice.lane]?.place ?? "" }
        notice.destinations = routing.names(for: notice, criteria: criteria, informed: footing.informed[notice.lane] ?? [])
        // Who has not heard the last of it yet hears it soon enough.
        if notice.isRepetition {
            let lane = notice.lane
            notice.destinations.removeAll { footing.outbox.isWaiting(lane, for: $0) }
        }
        if let silence = footing.silences.covering(occasion.subject) {
            notice.silence = silence.id
            notice.destinations.removeAll { $0 != Destination.journal }
        }
        return notice
    }

    private mutating func tell(_ notice: Notice) throws(LedgerFailure) {
        let lane = notice.lane
        let informed = footing.informed[lane]
        footing.telling.take(notice)
        footing.lastNotices.take(notice, in: lane)
        footing.informed[lane] =
            notice.isClosed ? notice.audience(after: informed) : (informed ?? []).union(notice.destinations)
        try write(notice)
    }

    /// Tells what a silence kept from people, where it is known what that comes to.
    mutating func settle(_ subjects: [TestedSubject], results: [String: CheckResult] = [:]) throws(LedgerFailure) {
        for subject in subjects where footing.silences.covering(subject) == nil {
            guard footing.settlement.isSettled(subject) else {
                footing.unsettled.insert(subject)
                continue
            }
            let informed = footing.informed[Notice.lane(of: subject)] ?? []
            switch footing.telling.knowledge(of: subject) {
            case .open:
                try settle(subject, .opened, results) { !informed.contains($0) }
                try settle(subject, .reminder, results) { informed.contains($0) }
            case .waived: try settle(subject, .waived, results) { $0 != Destination.journal }
            case .flapping: try settle(subject, .flapping, results) { $0 != Destination.journal }
            case .nothing where !informed.isEmpty: try settle(subject, .closed, results)
            case .nothing, .passing: break
            }
        }
    }

    /// - Parameter isConcerned: whether a destination is to hear of it, among those that notices of this kind are for; nil for all, and
    ///   then it is kept whether there are any or not.
    private mutating func settle(
        _ subject: TestedSubject, _ kind: Notice.Kind, _ results: [String: CheckResult], _ isConcerned: ((String) -> Bool)? = nil
    ) throws(LedgerFailure) {
        guard let deficiency = footing.register.latest(of: subject) else { return }
        let occasion = Occasion(kind, of: subject, at: now.wall)
        var notice = try notice(of: occasion, deficiency, result: results[subject.subject], waivers: footing.waivers.all)
        if let isConcerned {
            notice.destinations.removeAll { !isConcerned($0) }
            guard !notice.destinations.isEmpty else { return }
        }
        try tell(notice)
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
        let orphaned = answered.isIntroduction ? footing.outbox.orphaned(by: answered.row) : nil
        cycle.outbox.append(answered.row)
        footing.outbox.take([answered.row], at: Outbox.Time(now))
        if let orphaned { try write(Answered(ended: orphaned, at: now)) }
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
