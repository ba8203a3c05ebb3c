package import Controls

/// Deficiencies as one JSON object: format `soc2d.deficiencies.v1`. Keys are stable; new ones may come, none goes.
package enum JSONDeficiencyReport {
    package static func render(_ cases: [DeficiencyCase], unread: UnreadPlace? = nil, at now: Moment, to write: ([UInt8]) -> Void) {
        JSONPage.render(head(now, unread) + [("deficiencies", .list(cases.map(\.json)))], to: write)
    }

    /// One deficiency, with what a list leaves out.
    package static func render(_ file: DeficiencyFile, at now: Moment, to write: ([UInt8]) -> Void) {
        let sources = file.sources.map { JSONValue.object([("path", .text($0.path)), ("line", .number($0.line.map(Int64.init)))]) }
        let more: [(key: String, value: JSONValue)] = [
            ("advice", .text(file.advice)), ("sources", .list(sources)), ("notices", .list(file.notices.map(\.json))),
        ]
        JSONPage.render(head(now, file.unread) + [("deficiencies", .list([.object(file.known.fields + more)]))], to: write)
    }

    private static func head(_ now: Moment, _ unread: UnreadPlace?) -> [(key: String, value: JSONValue)] {
        [("format", .text("soc2d.deficiencies.v1")), ("asOf", .moment(now)), ("damaged", unread?.json ?? .null)]
    }
}

extension DeficiencyCase {
    var json: JSONValue { .object(fields) }

    var fields: [(key: String, value: JSONValue)] { identity + times + figures }

    private var identity: [(key: String, value: JSONValue)] {
        let (finding, subject) = (deficiency.finding, deficiency.subject)
        let criteria = CheckCatalogue.definition(of: test.check)?.direct.map(\.rawValue) ?? []
        return [
            ("id", .text("\(deficiency.id)")), ("state", .text(deficiency.state.rawValue)),
            ("severity", .text(finding.severity.rawValue)), ("control", .text(test.control)), ("check", .text(test.check.rawValue)),
            ("subject", .text(subject.subject)), ("criteria", .texts(criteria)), ("required", .text(finding.required)),
            ("observed", .text(finding.observed)), ("reason", .text(finding.reason.rawValue)),
            ("reasons", .texts(deficiency.reasons.map(\.rawValue))), ("failures", .number(deficiency.failures)),
            ("predecessor", .text(deficiency.predecessor.map { "\($0)" })), ("recurrences", .number(deficiency.recurrences)),
            ("waiver", waiver?.json ?? .null), ("silence", silence?.json ?? .null),
        ]
    }

    private var times: [(key: String, value: JSONValue)] {
        [
            ("lastPassBefore", .moment(deficiency.lastPassBefore)), ("firstFail", performance(deficiency.firstFailure)),
            ("notifiedAt", .moment(deficiency.notifiedAt)), ("acknowledged", statement(deficiency.acknowledgement)),
            ("remediationClaimed", statement(deficiency.remediationClaim)), ("lastFail", performance(deficiency.lastFailure)),
            ("firstPassAfter", deficiency.closing.map { performance($0.performance) } ?? .null),
            ("closingReason", .text(deficiency.closing?.reason?.rawValue)),
        ]
    }

    private var figures: [(key: String, value: JSONValue)] {
        [
            ("detectionBoundSeconds", .seconds(deficiency.detectionBound)), ("timeToNotifySeconds", .seconds(deficiency.timeToNotify)),
            ("timeToAcknowledgeSeconds", .seconds(deficiency.timeToAcknowledge)),
            ("timeToRemediateSeconds", .seconds(deficiency.timeToRemediate)),
            ("exposureMinimumSeconds", .seconds(deficiency.exposureMinimum)),
            ("exposureMaximumSeconds", .seconds(deficiency.exposureMaximum)),
        ]
    }

    private func performance(_ performance: Performance) -> JSONValue {
        .object([("at", .moment(performance.moment)), ("execution", .number(performance.execution.number))])
    }

    private func statement(_ statement: Statement?) -> JSONValue {
        statement.map { .object([("at", .moment($0.moment)), ("by", .text($0.author)), ("text", .text($0.text))]) } ?? .null
    }
}

extension Waiver {
    fileprivate var json: JSONValue {
        let fields: [(key: String, value: JSONValue)] = [
            ("id", .text(id)), ("until", .text(expiry.text)), ("approvedBy", .text(approvedBy)),
            ("signature", .text(signature == nil ? "unsigned" : "signed")),
        ]
        return .object(fields + (signature.map { [("signedBy", .text($0.signer)), ("key", .text($0.key))] } ?? []))
    }
}
