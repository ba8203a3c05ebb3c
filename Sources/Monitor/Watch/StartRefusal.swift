package import Ledger

/// Why the monitor does not take a ledger up, and the way out.
package enum StartRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The ledger was begun with another key.
    case otherKey(begun: String, now: String)
    /// The ledger was begun under another name.
    case otherOrigin(begun: String, now: String)
    /// There are leaves, and the first is no genesis.
    case noGenesis
    case ledger(LedgerFailure)

    package var description: String {
        switch self {
        case .otherKey(let begun, let now):
            "the ledger was begun with the key \(begun), and this is \(now): put the key back that it was begun with, as the credential "
                + "soc2d.log-key or as log.key beside the ledger; without it, keep the ledger as evidence elsewhere and begin a new one"
        case .otherOrigin(let begun, let now):
            "the ledger is the log \(begun), and Origin= says \(now): name it \(begun) again, or keep the ledger as evidence elsewhere "
                + "and begin a new one"
        case .noGenesis: "the ledger does not begin with a genesis record; `soc2d evidence verify` says what is wrong with it"
        case .ledger(let failure): failure.description
        }
    }
}
