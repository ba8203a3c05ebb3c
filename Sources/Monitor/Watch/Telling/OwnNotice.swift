import Controls
import Notices

/// Something about soc2d itself that people are told.
struct OwnNotice: Hashable, Sendable {
    let kind: Notice.Kind
    let severity: Severity
    let summary: String
    let observed: String
    let advice: String

    static func forkRefused(_ why: String) -> OwnNotice {
        OwnNotice(
            kind: .forkRefused, severity: .critical, summary: "The ledger contradicts what was signed before; it is not signed any more",
            observed: why, advice: "Keep a copy of the ledger, and compare it with `soc2d evidence verify` and what other places remember.")
    }

    static func configurationRefused(_ problem: String) -> OwnNotice {
        OwnNotice(
            kind: .configurationRefused, severity: .medium,
            summary: "A new configuration was refused, and the one before stays in force", observed: problem,
            advice: "Mend it until `soc2d config check` finds nothing, and reload.")
    }

    /// - Parameter lost: what did not reach one destination, each with its row; nil where that is nothing.
    static func undelivered(_ lost: [(notice: Notice, row: OutboxRow)]) -> OwnNotice? {
        guard let (notice, row) = lost.max(by: { $0.notice.severity < $1.notice.severity }) else { return nil }
        let (what, verbs) = lost.count == 1 ? ("A notice", ["is", "has"]) : ("\(lost.count) notices", ["are", "have"])
        let fate =
            switch row.state {
            case .dead: "\(verbs[0]) given up"
            case .blocked where row.isShut: "\(verbs[0]) held until soc2d is reloaded"
            case .pending, .inflight, .accepted, .delivered, .blocked, .superseded:
                "\(verbs[1]) not been taken for \(Watch.escalationWait)"
            }
        let others = lost.count == 1 ? "" : ", and \(lost.count - 1) more"
        return OwnNotice(
            kind: .undelivered, severity: .critical, summary: "\(what) to \(row.destination) \(fate): \(notice.summary)\(others)",
            observed: row.lastProblem,
            advice: "Look at `soc2d status`, and try the destination with `soc2d notify test \(row.destination)`.")
    }

    static func abandoned(_ destination: String, notices: Int) -> OwnNotice {
        OwnNotice(
            kind: .undelivered, severity: .critical,
            summary: "\(notices == 1 ? "A notice" : "\(notices) notices") to \(destination) will not be sent any more",
            observed: "the destination \(destination) is not configured any more",
            advice: "See with `soc2d deficiencies` whether somebody has to be told otherwise.")
    }

    static func storeFailed(from start: Moment, to end: Moment, _ why: String) -> OwnNotice {
        OwnNotice(
            kind: .storeFailed, severity: .high,
            summary: "The ledger could not be written from \(start.rfc3339) to \(end.rfc3339)", observed: why,
            advice: "Give the state directory room; `soc2d status` shows whether everything is recorded.")
    }
}
