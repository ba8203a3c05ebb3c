import Controls

/// An approved state, or what drifted from it, as one JSON object: format `soc2d.baseline.v1`. Keys are stable; new ones may come, none goes.
package enum JSONBaselineReport {
    /// - Parameter outcome: what became of the wish to approve; nil where nobody asked.
    package static func render(_ state: BaselineState, outcome: Outcome? = nil, to write: ([UInt8]) -> Void) {
        var fields: [(key: String, value: JSONValue)] = [
            ("format", .text("soc2d.baseline.v1")), ("probe", .text(state.probe)), ("approval", state.approval.map(approval) ?? .null),
        ]
        if let difference = state.difference {
            fields += [
                (
                    "observed",
                    .object([("execution", .number(difference.execution)), ("at", .moment(difference.moment))])
                ), ("differences", .list(difference.lines.map(\.json))),
            ]
        } else {
            fields.append(("items", .list(state.items.map(\.json))))
        }
        if let outcome { fields += [("approved", .flag(outcome.isDone)), ("text", .text(outcome.text))] }
        JSONPage.render(fields, to: write)
    }

    /// What the monitor said.
    package struct Outcome: Hashable, Sendable {
        let isDone: Bool
        let text: String

        package init(isDone: Bool, text: String) {
            self.isDone = isDone
            self.text = text
        }
    }

    private static func approval(_ approval: BaselineState.Approval) -> JSONValue {
        .object([
            ("by", .text(approval.approver)), ("at", .moment(approval.moment)), ("execution", .number(approval.execution)),
            ("text", .text(approval.text)),
        ])
    }
}
