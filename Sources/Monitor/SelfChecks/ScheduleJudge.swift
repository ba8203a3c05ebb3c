import Controls
import ProbeKit

/// soc2d.schedule-adherence: every slot ended as promised, and every check sees what it looks at.
struct ScheduleJudge {
    private static let check = SelfCheckProbe.scheduleAdherence
    private static let required = "every slot performed, or its gap explained"
    /// A check that comes out inconclusive throughout as often as this in a row shows nothing.
    private static let blindLimit = 2

    private let look: ScheduleLook

    init(_ look: ScheduleLook?) { self.look = look ?? ScheduleLook() }

    func judge(into results: inout Results) {
        if let unread = look.unread { return results.add(unread.result(Self.check, required: Self.required)) }
        let rows = look.rows.flatMap { row in row.checks.map { (check: $0, row: row) } }
        if rows.isEmpty {
            results.add(
                CheckResult(
                    Self.check, subject: "source:plan", .inconclusive(.populationIncomplete), required: Self.required,
                    observed: "the ledger holds no plan"))
        }
        for (check, row) in rows.sorted(by: { $0.check < $1.check }) { results.add(result(check, row)) }
    }

    /// What is as it should be is said in the same words every time: the figures are in the evidence.
    private func result(_ check: String, _ row: CheckSlots) -> CheckResult {
        let faults = faults(of: row)
        return CheckResult(
            Self.check, subject: check, faults.first?.verdict ?? .pass, required: Self.required,
            observed: faults.isEmpty ? "as promised" : faults.map(\.text).joined(separator: "; "), notes: notes(row))
    }

    /// The worst first.
    private func faults(of row: CheckSlots) -> [(verdict: Verdict, text: String)] {
        var faults: [(verdict: Verdict, text: String)] = []
        if row.residual != 0 {
            let first = row.firstResidual.map { ", the first at \($0.rfc3339)" } ?? ""
            faults.append((.fail(.recordMissing), "\(Self.slots(row.residual)) without any record\(first)"))
        }
        for kind in [Gap.Kind.monitorDown, .unknown] where row.missed(kind) > 0 {
            faults.append((.fail(.missing), "\(Self.slots(row.missed(kind))) missed (\(kind.rawValue))"))
        }
        if row.blindRuns >= Self.blindLimit {
            let reason = row.blindReason ?? InconclusiveReason.internalError.rawValue
            faults.append((.fail(.stale), "inconclusive throughout \(row.blindRuns) times in a row (\(reason))"))
        }
        if let fault = neglect(of: row) { faults.append((.fail(.stale), fault)) }
        return faults
    }

    private func neglect(of row: CheckSlots) -> String? {
        guard let since = row.since, let every = row.every, let patience = row.patience, let passed = look.now.since(since) else {
            return nil
        }
        let allowed = every.nanoseconds.times(2).plus(patience.nanoseconds).plus(row.gone.nanoseconds)
        return passed.nanoseconds > allowed ? "not judged since \(since.rfc3339), though it is due every \(every)" : nil
    }

    private func notes(_ row: CheckSlots) -> [Note] {
        var texts = [Gap.Kind.hostDown, .suspended, .overrun, .clock].filter { row.missed($0) > 0 }.map { kind in
            "\(Self.slots(row.missed(kind))) missed and explained (\(kind.rawValue))"
        }
        if row.late > 0 { texts.append("\(Self.slots(row.late)) performed late") }
        return texts.map { Note(.attention, $0) }
    }

    private static func slots(_ number: Int64) -> String { number == 1 ? "1 slot" : "\(number) slots" }
}
