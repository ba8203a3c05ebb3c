package import Controls

/// Whether every slot that was promised ended in one record. Says nothing of whether the ledger is what its log signed.
package enum CompletenessVerdict: Hashable, Sendable, CustomStringConvertible {
    case reconciled
    /// So many times a check was due and no record says what became of it. With slots that have a record too many, and records of slots
    /// that nobody promised, it may be 0.
    case residual(Int64)
    /// Nobody can say what was due in this time.
    case planMissing(from: Moment, through: Moment)

    package var description: String {
        switch self {
        case .reconciled: "reconciled"
        case .residual(let slots): "residual \(slots)"
        case .planMissing(let from, let through): "plan missing for interval \(from.rfc3339) to \(through.rfc3339)"
        }
    }
}
