internal import Controls
internal import ProbeKit

/// A ``Deficiency`` within the history of its test.
struct KeptDeficiency: RecordedObject, Hashable {
    private var acknowledgement: KeptStatement?
    private var closing: KeptPerformance?
    private var closingReason: String?
    private var failures = 1
    private var finding = KeptFinding()
    private var firstFailure = KeptPerformance()
    private var lastFailure = KeptPerformance()
    private var notifiedAt: Moment?
    private var number: Int64 = 1
    private var passBefore: Moment?
    private var predecessor: Int64?
    private var reasons: [String] = []
    private var recurrences = 0
    private var remediationClaim: KeptStatement?
    private var subject = ""

    init() {}

    init(_ deficiency: Deficiency) {
        acknowledgement = deficiency.acknowledgement.map(KeptStatement.init)
        (closing, closingReason) = (deficiency.closing.map { KeptPerformance($0.performance) }, deficiency.closing?.reason?.rawValue)
        failures = deficiency.failures
        finding = KeptFinding(deficiency.finding)
        (firstFailure, lastFailure) = (KeptPerformance(deficiency.firstFailure), KeptPerformance(deficiency.lastFailure))
        notifiedAt = deficiency.notifiedAt
        number = deficiency.id.number
        passBefore = deficiency.lastPassBefore
        (predecessor, recurrences) = (deficiency.predecessor?.number, deficiency.recurrences)
        reasons = deficiency.reasons.map(\.rawValue)
        remediationClaim = deficiency.remediationClaim.map(KeptStatement.init)
        subject = deficiency.subject.subject
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("acknowledgement", &acknowledgement)
        try form.field("closing", &closing)
        try form.field("closing_reason", &closingReason)
        try form.field("failures", &failures)
        try form.field("finding", &finding)
        try form.field("first_failure", &firstFailure)
        try form.field("last_failure", &lastFailure)
        try form.nanoseconds("notified_ns", &notifiedAt)
        try form.field("number", &number)
        try form.nanoseconds("pass_before_ns", &passBefore)
        try form.field("predecessor", &predecessor)
        try form.field("reasons", &reasons)
        try form.field("recurrences", &recurrences)
        try form.field("remediation_claim", &remediationClaim)
        try form.field("subject", &subject)
    }

    func deficiency(of test: TestedCheck) throws(RecordProblem) -> Deficiency {
        let known = reasons.compactMap(FailReason.init)
        let reason = closingReason.flatMap(PassReason.init)
        let (acknowledged, claimed) = (acknowledgement?.statement, remediationClaim?.statement)
        guard known.count == reasons.count, (reason == nil) == (closingReason == nil), closing != nil || reason == nil,
            (acknowledged == nil) == (acknowledgement == nil), (claimed == nil) == (remediationClaim == nil)
        else { throw RecordProblem(text: "no such deficiency: \(number)", offset: 0) }
        let opening = DeficiencyOpening(
            id: DeficiencyID(number: number), subject: TestedSubject(test: test, subject: subject), finding: finding.finding,
            performance: firstFailure.performance, lastPassBefore: passBefore, predecessor: predecessor.map(DeficiencyID.init),
            recurrences: recurrences)
        return Deficiency(
            opening, reasons: known, lastFailure: lastFailure.performance, failures: failures,
            closing: closing.map { Deficiency.Closing(performance: $0.performance, reason: reason) }, notifiedAt: notifiedAt,
            acknowledgement: acknowledged, remediationClaim: claimed)
    }
}
