package import Ledger

/// Holds what a ledger promised against what it recorded, from its plans, clock records, executions and missed records alone.
package enum CompletenessVerification {
    /// Reads every entry once. Whether the entries are what the log signed is for ``EvidenceVerification`` to say.
    package static func report(of reader: LedgerReader) throws(LedgerFailure) -> CompletenessReport {
        try reader.snapshot { () throws(LedgerFailure) in
            var audit = CompletenessAudit()
            try reader.entries { entry throws(LedgerFailure) in try audit.take(entry) }
            guard let report = audit.report() else { throw .unfit("the ledger has no leaf") }
            return report
        }
    }
}
