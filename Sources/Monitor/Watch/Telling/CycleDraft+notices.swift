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
            let notice = writer.notice(
                of: occasion, deficiency, eventID: try eventID(), result: results[occasion.subject.subject],
                criteria: criteria(of: occasion.subject.test), advice: advice(on: deficiency),
                waiver: waivers.first { $0.subject == occasion.subject })
            try write(notice)
        }
    }

    mutating func write(_ own: OwnNotice) throws(LedgerFailure) {
        try write(
            writer.notice(
                own.kind, eventID: try eventID(), at: now.wall, severity: own.severity, summary: own.summary, observed: own.observed,
                advice: own.advice))
    }

    mutating func write(_ answered: Answered) throws(LedgerFailure) {
        cycle.outbox.append(answered.row)
        footing.outbox.take([answered.row])
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
        var notice = notice
        notice.destinations = Self.destinations
        cycle.notices.append(try notice.bytes())
        let rows = footing.outbox.rows(for: notice, number: number)
        cycle.outbox += rows
        footing.outbox.take(rows, of: [number: notice])
        for row in rows where row.state == .superseded {
            cycle.deliveries.append(try DeliveryRecord(superseding: row, at: now.wall).bytes())
        }
    }

    /// The journal is the one destination that every host has.
    private static let destinations = ["journal"]

    private var writer: NoticeWriter { NoticeWriter(hostID: duty.host.id, hostName: duty.host.name) }

    private func eventID() throws(LedgerFailure) -> String {
        do throws(RandomFailure) { return Notice.eventID(at: now.wall, random: try random.bytes(10)) } catch { throw .random(error) }
    }

    private func criteria(of test: TestedCheck) -> [Criterion] {
        let control = duty.configuration.controls.first { $0.id == test.control }
        return control?.criteria ?? CheckCatalogue.definition(of: test.check)?.direct ?? []
    }

    private func advice(on deficiency: Deficiency) -> String {
        let check = deficiency.subject.test.check
        let manifest = duty.probes.first { $0.manifest.probe == check.probe }?.manifest.checks.first { $0.id == check }
        return manifest.map { $0.adviceByReason[deficiency.finding.reason] ?? $0.advice } ?? ""
    }
}
