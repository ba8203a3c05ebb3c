package import Ledger

/// What the entries of a ledger come to, each of which is read once. Whether they are what the log signed is for
/// ``EvidenceVerification`` to say.
package struct LedgerReplay {
    /// What was promised against what was recorded, from plans, clock records, executions and missed records alone.
    package let completeness: Result<CompletenessReport, LedgerFailure>
    /// Where the entries do not follow each other, or the kept copy of what they come to is another; nil where all is well.
    package let broken: IntegrityVerdict?

    package init(of reader: LedgerReader) {
        do throws(LedgerFailure) {
            self = try reader.snapshot { () throws(LedgerFailure) in try LedgerReplay(reading: reader) }
        } catch {
            completeness = .failure(error)
            broken = .broken(at: nil, error.showsDamage ? .file(error.description) : .unread(error.description))
        }
    }

    private init(reading reader: LedgerReader) throws(LedgerFailure) {
        var (standing, completeness) = (try StandingAudit(reader), CompletenessAudit())
        var failure: LedgerFailure?
        try reader.everything { leaf, found throws(LedgerFailure) in
            standing.take(found, of: leaf)
            guard failure == nil else { return }
            do throws(LedgerFailure) { try completeness.take(try found.get()) } catch { failure = error }
        }
        standing.finish()
        broken = standing.verdict
        self.completeness = Result { () throws(LedgerFailure) in
            if let failure { throw failure }
            guard let report = completeness.report() else { throw .unfit("the ledger has no leaf") }
            return report
        }
    }
}
