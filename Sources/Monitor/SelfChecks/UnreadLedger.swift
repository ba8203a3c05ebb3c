import Controls
import Ledger
import ProbeKit

/// Why nothing is known of the ledger.
struct UnreadLedger: Error {
    let unread: Unread

    /// - Parameter failure: nil where nobody said where it is.
    init(_ failure: LedgerFailure?) {
        unread =
            failure.map { Unread("ledger", .unreadable, $0.description) }
            ?? Unread("ledger", .notConfigured, "nobody said where the ledger is; the monitor does")
    }
}
