package import Controls

/// What `evidence verify` says of completeness: `domain/soc2.md` 4.7, from the first plan to the newest record.
package struct CompletenessReport: Sendable {
    /// When the newest record was written.
    package let asOf: Moment
    package let completeness: Completeness
    package let missingPlans: [MissingPlan]
    /// The longest of each check.
    package let blindIntervals: [CheckID: BlindInterval]

    package var verdict: CompletenessVerdict {
        if let missing = missingPlans.first { return .planMissing(from: missing.from, through: missing.through) }
        let isWhole = residual == 0 && completeness.doubled == 0 && completeness.unpromised == 0
        return isWhole ? .reconciled : .residual(residual)
    }

    /// Over all checks. A slot at which two checks were due counts for each.
    package var residual: Int64 { sum(\.residual) }
    package var pending: Int64 { sum(\.pending) }
    package var expected: Int64 { sum(\.expected) }

    /// What the verdict rests on, a line each.
    package var grounds: [String] {
        var lines = ["as of \(asOf.rfc3339): \(expected) due, \(pending) of them pending"]
        lines += missingPlans.map {
            "\($0.record) is missing: nobody can say what was due from \($0.from.rfc3339) to \($0.through.rfc3339)"
        }
        for (check, tally) in checks {
            guard tally.residual != 0 else { continue }
            let first = tally.firstResidual.map { ", the first at \($0.rfc3339)" } ?? ""
            lines.append("\(check): \(tally.residual) due without a record\(first)")
        }
        if completeness.doubled > 0 { lines.append("\(completeness.doubled) slots have a record too many") }
        if completeness.unpromised > 0 { lines.append("\(completeness.unpromised) slots have a record, and no plan promised them") }
        return lines
    }

    /// The identity of each check in numbers, a line each, and how long nothing was known of it.
    package var accounts: [String] {
        checks.map { check, tally in
            let missed = Gap.Kind.allCases.map { " + missed[\($0.rawValue)] \(tally.missed[$0, default: 0])" }.joined()
            let blind = blindIntervals[check].map { "; blind for \($0.length.brief) from \($0.from.rfc3339)" } ?? ""
            return "\(check): expected \(tally.expected) = on_time \(tally.onTime) + late \(tally.late)\(missed)"
                + " + pending \(tally.pending) + residual \(tally.residual)\(blind)"
        }
    }

    /// In the order of their names.
    package var checks: [(check: CheckID, tally: Tally)] {
        completeness.checks.sorted { $0.key.rawValue < $1.key.rawValue }.map { (check: $0.key, tally: $0.value) }
    }

    private func sum(_ part: (Tally) -> Int64) -> Int64 { completeness.checks.values.reduce(0) { $0.plus(part($1)) } }
}

extension TimeSpan {
    /// Without what is less than a second.
    fileprivate var brief: TimeSpan { .seconds(max(0, seconds)) }
}
