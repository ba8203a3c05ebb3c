package import Ledger
package import Notices

extension Standing {
    /// A row for each notice and destination that it is still owed to, in their order. Where the ledger does not know how far one is, it may
    /// have been sent.
    package func outboxRows(in reader: LedgerReader) throws(LedgerFailure) -> [OutboxRow] {
        var rows: [OutboxRow] = []
        for (notice, debt) in owed.sorted(by: { $0.key < $1.key }) {
            for destination in debt.destinations.sorted() {
                var unknown = OutboxRow(notice: notice, destination: destination)
                unknown.isPossiblySent = true
                rows.append(try reader.outboxRow(of: notice, to: destination) ?? unknown)
            }
        }
        return rows
    }
}
