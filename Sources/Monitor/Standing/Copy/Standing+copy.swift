internal import Controls
package import Ledger
internal import Notices
package import ProbeKit

/// The copy that is kept in the ledger, and going on from it.
extension Standing: RecordedObject {
    /// What is folded in another way has another number.
    private static let format = 8

    /// What a ledger comes to: its newest copy, where there is one of this program's that fits, and what came after it.
    package static func read(from reader: LedgerReader) throws(LedgerFailure) -> Standing {
        var standing = try copy(in: reader) ?? Standing()
        try standing.follow(reader)
        return standing
    }

    static func copy(in reader: LedgerReader) throws(LedgerFailure) -> Standing? {
        guard let kept = try reader.standing() else { return nil }
        // Whatever is wrong with a copy, the records are there.
        guard let standing = try? Standing(canonicalJSON: kept.copy), standing.size == kept.size else { return nil }
        return standing
    }

    package mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        var format = Self.format
        try form.list("accounted", &accounted, by: \.probe)
        try form.list("baselines", &baselines, by: \.probe)
        try form.field("clocks", &clocks)
        try form.field("configuration", &configuration)
        try form.pairs("contacts", &contacts) { KeptContact($0, $1) }
        try form.list("documents", &documents, by: \.path)
        try expiredSilences(in: &form)
        try expiredWaivers(in: &form)
        try form.field("format", &format)
        try form.field("genesis", &genesis)
        try form.pairs("informed", &informed) { KeptAudience($0, $1) }
        try form.pairs("judged", &judged) { KeptJudgement($0, $1) }
        try form.pairs("last_executions", &lastExecutions) { KeptNumber($0, $1) }
        try form.pairs("last_notices", &lastNotices) { KeptLastNotice($0, $1) }
        try form.pairs("last_observed", &lastObserved) { KeptNumber($0, $1) }
        try form.field("lives", &lives)
        try form.pairs("looks", &looks) { KeptLook($0, $1) }
        try form.pairs("openings", &openings) { KeptOpening($0, $1) }
        try form.pairs("owed", &owed) { KeptDebt($0, $1) }
        try form.field("plans", &plans)
        try deficiencies(in: &form)
        try silencesInForce(in: &form)
        try form.field("size", &size)
        try form.field("telling", &telling)
        try form.pairs("unheard", &unheard) { KeptUnheard($0, $1) }
        try unsettledSubjects(in: &form)
        try waiversInForce(in: &form)
        guard format == Self.format else { throw RecordProblem(text: "a copy of format \(format)", offset: form.bytes.count) }
    }

    private mutating func deficiencies(in form: inout RecordForm) throws(RecordProblem) {
        var kept = KeptRegister(register)
        try form.field("register", &kept)
        register = kept.register
    }

    private mutating func expiredSilences(in form: inout RecordForm) throws(RecordProblem) {
        var records = silences.expired.map { SilenceRecord(.ended($0, .expired, $0.expiry.end)) }
        try form.field("expired_silences", &records)
        try apply(records, at: form.bytes.count)
    }

    private mutating func silencesInForce(in form: inout RecordForm) throws(RecordProblem) {
        var records = silences.all.map { SilenceRecord(.began($0, $0.expiry.end)) }
        try form.field("silences", &records)
        try apply(records, at: form.bytes.count)
    }

    private mutating func apply(_ records: [SilenceRecord], at offset: Int) throws(RecordProblem) {
        for record in records {
            guard let change = record.change else { throw RecordProblem(text: "no such silence: \(record.id)", offset: offset) }
            silences.apply(change)
        }
    }

    private mutating func unsettledSubjects(in form: inout RecordForm) throws(RecordProblem) {
        var subjects = unsettled.inOrder.map(KeptSubject.init)
        try form.field("unsettled", &subjects)
        unsettled = Set(subjects.map(\.subject))
    }

    private mutating func expiredWaivers(in form: inout RecordForm) throws(RecordProblem) {
        var records = waivers.expired.map { WaiverRecord(.ended($0, .expired, $0.expiry.end)) }
        try form.field("expired_waivers", &records)
        try apply(records, at: form.bytes.count)
    }

    private mutating func waiversInForce(in form: inout RecordForm) throws(RecordProblem) {
        var records = waivers.all.map { WaiverRecord(.began($0, $0.approvedAt)) }
        try form.field("waivers", &records)
        try apply(records, at: form.bytes.count)
    }

    private mutating func apply(_ records: [WaiverRecord], at offset: Int) throws(RecordProblem) {
        for record in records {
            guard let change = record.change else { throw RecordProblem(text: "no such waiver: \(record.id)", offset: offset) }
            waivers.apply(change)
        }
    }
}
