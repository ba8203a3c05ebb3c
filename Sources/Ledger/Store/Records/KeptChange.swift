internal import Controls
internal import ProbeKit

/// A change of a deficiency as the ledger keeps it. ``DeficiencyChange/performed(_:)`` is none: executions have it in their result sets.
struct KeptChange: RecordedObject, Hashable {
    /// The execution that made the change, or the last one before a person or a destination did.
    private(set) var after: Int64 = 0
    private var author: String?
    private var check: String?
    private var control: String?
    private var deficiency: Int64 = 0
    private var finding: KeptFinding?
    private var kind = Kind.notified
    private var moment: Moment?
    private var passBefore: Moment?
    private var performance: KeptPerformance?
    private var predecessor: Int64?
    private var reason: String?
    private var recurrences: Int?
    private var subject: String?
    private var text: String?

    enum Kind: String {
        case opened, amended, closed, notified, acknowledged
        case remediationClaimed = "remediation-claimed"
    }

    init() {}

    /// Nil for what result sets have.
    init?(_ change: DeficiencyChange, after execution: Int64) {
        after = execution
        switch change {
        case .opened(let opening): take(opening)
        case .amended(let id, let finding, let performance):
            (kind, deficiency, self.finding, self.performance) = (.amended, id.number, KeptFinding(finding), KeptPerformance(performance))
        case .closed(let id, let closing):
            (kind, deficiency) = (.closed, id.number)
            (performance, reason) = (KeptPerformance(closing.performance), closing.reason?.rawValue)
        case .performed: return nil
        case .notified(let id, let moment): (kind, deficiency, self.moment) = (.notified, id.number, moment)
        case .acknowledged(let id, let statement): take(statement, of: id, as: .acknowledged)
        case .remediationClaimed(let id, let statement): take(statement, of: id, as: .remediationClaimed)
        }
    }

    private mutating func take(_ opening: DeficiencyOpening) {
        (kind, deficiency) = (.opened, opening.id.number)
        (check, control, subject) = (opening.subject.test.check.rawValue, opening.subject.test.control, opening.subject.subject)
        (finding, performance) = (KeptFinding(opening.finding), KeptPerformance(opening.performance))
        (passBefore, predecessor, recurrences) = (opening.lastPassBefore, opening.predecessor?.number, opening.recurrences)
    }

    private mutating func take(_ statement: Statement, of id: DeficiencyID, as kind: Kind) {
        (self.kind, deficiency) = (kind, id.number)
        (author, moment, text) = (statement.author, statement.moment, statement.text)
    }

    mutating func recordFields(in form: inout RecordForm) throws(RecordProblem) {
        try form.field("after", &after)
        try form.field("author", &author)
        try form.field("check", &check)
        try form.field("control", &control)
        try form.field("deficiency", &deficiency)
        try form.field("finding", &finding)
        try form.word("kind", &kind)
        try form.nanoseconds("moment_ns", &moment)
        try form.nanoseconds("pass_before_ns", &passBefore)
        try form.field("performance", &performance)
        try form.field("predecessor", &predecessor)
        try form.field("reason", &reason)
        try form.field("recurrences", &recurrences)
        try form.field("subject", &subject)
        try form.field("text", &text)
    }

    /// Whether the execution made it, as against what people said afterwards.
    var isOfExecution: Bool {
        switch kind {
        case .opened, .amended, .closed: true
        case .notified, .acknowledged, .remediationClaimed: false
        }
    }

    /// Nil where a field that the kind needs is missing.
    var change: DeficiencyChange? {
        let id = DeficiencyID(number: deficiency)
        switch kind {
        case .opened: return opening.map { .opened($0) }
        case .amended:
            guard let finding = finding?.finding, let performance = performance?.performance else { return nil }
            return .amended(id, finding, performance)
        case .closed:
            guard let performance = performance?.performance else { return nil }
            let known = reason.map(PassReason.init)
            if let known, known == nil { return nil }
            return .closed(id, Deficiency.Closing(performance: performance, reason: known ?? nil))
        case .notified: return moment.map { .notified(id, $0) }
        case .acknowledged: return statement.map { .acknowledged(id, $0) }
        case .remediationClaimed: return statement.map { .remediationClaimed(id, $0) }
        }
    }

    private var opening: DeficiencyOpening? {
        guard let check, let control, let subject, let finding = finding?.finding, let performance = performance?.performance else {
            return nil
        }
        return DeficiencyOpening(
            id: DeficiencyID(number: deficiency),
            subject: TestedSubject(control: control, check: CheckID(rawValue: check), subject: subject), finding: finding,
            performance: performance, lastPassBefore: passBefore, predecessor: predecessor.map(DeficiencyID.init),
            recurrences: recurrences ?? 0)
    }

    private var statement: Statement? {
        guard let author, let moment, let text else { return nil }
        return try? Statement(author: author, moment: moment, text: text)
    }
}
