import Controls

/// What stands open on a host as one JSON object: format `soc2d.status.v1`. Keys are stable; new ones may come, none goes.
package enum JSONStatusReport {
    package static func render(_ status: MonitorStatus, to write: ([UInt8]) -> Void) {
        JSONPage.render(
            [
                ("format", .text("soc2d.status.v1")), ("asOf", .moment(status.asOf)),
                ("host", .object([("name", .text(status.host.name)), ("id", .text(status.host.id))])), ("monitor", monitor(status)),
                ("open", .list(status.open.map(\.json))), ("inconclusive", .list(status.blind.map(check))),
                ("undelivered", .list(status.undelivered.map(\.json))), ("probes", .list(status.probes.map { probe($0, at: status.asOf) })),
                ("log", log(status.log)),
                (
                    "refusedConfiguration",
                    status.refusal.map { .object([("author", .text($0.author)), ("problems", .texts($0.problems))]) } ?? .null
                ), ("damaged", status.unread?.json ?? .null), ("silences", .list(status.silences.map(\.json))),
            ], to: write)
    }

    private static func monitor(_ status: MonitorStatus) -> JSONValue {
        let (state, text): (String, String?) =
            switch status.presence {
            case .running: ("running", nil)
            case .absent(let wayOut): ("not-running", wayOut)
            case .unseen(let why): ("unknown", why)
            }
        return .object([
            ("state", .text(state)), ("text", .text(text)), ("troubles", .texts(status.troubles)), ("lastSign", .moment(status.lastSign)),
        ])
    }

    private static func check(_ blind: BlindCheck) -> JSONValue {
        let reasons = blind.reasons.sorted { $0.key < $1.key }.map { reason, subjects in
            JSONValue.object([("reason", .text(reason)), ("subjects", .number(subjects))])
        }
        return .object([
            ("check", .text(blind.test.check.rawValue)), ("control", .text(blind.test.control)), ("reasons", .list(reasons)),
            ("population", .number(blind.population.subjects)), ("inconclusive", .number(blind.population.inconclusive)),
            ("lastExecution", .moment(blind.lastLook)), ("since", .moment(blind.since)),
        ])
    }

    private static func probe(_ pace: ProbePace, at now: Moment) -> JSONValue {
        .object([
            ("probe", .text(pace.probe)), ("everySeconds", .seconds(pace.interval)), ("lastExecution", .moment(pace.lastLook)),
            ("execution", .number(pace.execution)), ("expectedBy", .moment(pace.expectedBy)), ("overdue", .flag(pace.isOverdue(at: now))),
        ])
    }

    private static func log(_ log: MonitorStatus.LogHead) -> JSONValue {
        let checkpoint = log.signed.map { JSONValue.object([("size", .number($0)), ("at", .moment(log.signedAt))]) }
        return .object([
            ("origin", .text(log.origin)), ("size", .number(log.size)), ("checkpoint", checkpoint ?? .null),
            ("anchor", .text("unanchored")),
        ])
    }
}
